#include "widgets/forms/editors/editors.h"

namespace easel {

Result<Json> TextsEditor::read() const {
  Json texts = Json::array();
  for (const Row& row : rows())
    texts.push_back(row.front());
  if (texts.empty() && spec().optional)
    return Json();
  return texts;
}

void TextsEditor::write(const Json& value) {
  std::vector<Row> rows;
  if (value.is_array())
    for (const Json& text : value)
      if (text.is_string())
        rows.push_back({text.get<std::string>()});
  setRows(rows);
}

} // namespace easel
