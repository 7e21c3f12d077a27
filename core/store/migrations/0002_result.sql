-- Results of nodes by fingerprint, kept to save the work of making them again. Any row may be lost.
-- content: the artifacts and what belongs to them; used: when last, microseconds.
CREATE TABLE result (
  fingerprint TEXT PRIMARY KEY,
  content TEXT NOT NULL,
  used INTEGER NOT NULL
) WITHOUT ROWID;

-- Bytes that results have added to the file since it was last swept.
INSERT INTO setting VALUES ('result_bytes', 0);
