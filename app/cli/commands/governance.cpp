// register, approve, reject, card
#include "app/cli/commands/verbs.h"

namespace easel::verbs {

namespace {

Result<ModelReference> referenceOf(const std::string& text) {
  if (auto r = ModelReference::parse(text))
    return *r;
  return Error(ErrorCode::InvalidArgument, "'" + text + "' is not a registered model.",
               "Write GROUP@VERSION, such as churn@1.");
}

CommandResult versionResult(const ModelVersion& v) {
  CommandResult result;
  result.json = {{"group", v.group}, {"version", v.version}, {"status", v.status}};
  result.text = v.group + "@" + std::to_string(v.version) + " is " + v.status;
  return result;
}

struct RegisterFlags {
  FilePath project;
  std::string model, group, note;
  static void describe(Describe<RegisterFlags>& d) {
    d.field(&RegisterFlags::project, "project").help(EASEL_TR("Project file."));
    d.field(&RegisterFlags::model, "model")
        .help(EASEL_TR("Name of a model; 'easel list models P' shows them."));
    d.field(&RegisterFlags::group, "group")
        .unit("G")
        .help(EASEL_TR("Group that gets a new version; made when it is new."));
    d.field(&RegisterFlags::note, "note").help(EASEL_TR("A note for the record."));
  }
};

class Register : public Command {
 public:
  explicit Register(RegisterFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context&) const override {
    if (m_flags.group.empty())
      return Error(ErrorCode::InvalidArgument, "--group is missing.", "Name the group: --group churn.");
    EASEL_TRY(const WorkbenchPtr bench, openForWriting(m_flags.project.path));
    EASEL_TRY(const ModelVersion version, bench->registerRun(m_flags.model, m_flags.group, m_flags.note));
    return versionResult(version);
  }

 private:
  RegisterFlags m_flags;
};

struct DecideFlags {
  FilePath project;
  std::string model, note;
  static void describe(Describe<DecideFlags>& d) {
    d.field(&DecideFlags::project, "project").help(EASEL_TR("Project file."));
    d.field(&DecideFlags::model, "model").help(EASEL_TR("Registered model: group@version."));
    d.field(&DecideFlags::note, "note").help(EASEL_TR("Why; kept in the record."));
  }
};

template<Decision D>
class Decide : public Command {
 public:
  explicit Decide(DecideFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context&) const override {
    EASEL_TRY(const ModelReference reference, referenceOf(m_flags.model));
    EASEL_TRY(const WorkbenchPtr bench, openForWriting(m_flags.project.path));
    EASEL_TRY(const ModelVersion version, bench->decide(reference, D, m_flags.note));
    return versionResult(version);
  }

 private:
  DecideFlags m_flags;
};

struct CardFlags {
  FilePath project, out;
  std::string model;
  std::vector<std::string> set;
  static void describe(Describe<CardFlags>& d) {
    d.field(&CardFlags::project, "project").help(EASEL_TR("Project file."));
    d.field(&CardFlags::model, "model").help(EASEL_TR("Registered model: group@version."));
    d.field(&CardFlags::out, "out").help(EASEL_TR("Where to write it: .pdf, .html or .json."));
    d.field(&CardFlags::set, "set")
        .unit("field=text")
        .help(EASEL_TR("Write a field of the card; 'easel describe card' shows them."));
  }
};

class WriteCard : public Command {
 public:
  explicit WriteCard(CardFlags flags) : m_flags(std::move(flags)) {}
  Result<CommandResult> run(const Context& context) const override {
    EASEL_TRY(const ModelReference reference, referenceOf(m_flags.model));
    EASEL_TRY(const Json fields, settingsOf(cardFields().schema, m_flags.set));
    EASEL_TRY(const WorkbenchPtr bench, m_flags.set.empty() ? openForReading(m_flags.project.path)
                                                            : openForWriting(m_flags.project.path));
    EASEL_TRY(Card card, bench->card(reference, context));
    if (!m_flags.set.empty()) {
      Json merged = card.fields;
      merged.update(fields);
      EASEL_CHECK(writeCardFields(bench->project(), card.model, merged));
      EASEL_TRY(card, bench->card(reference, context));
    }
    if (!m_flags.out.path.empty())
      EASEL_CHECK(exportCard(card, m_flags.out.path));
    CommandResult result;
    result.json = {{"card_version", card.version}, {"complete", card.complete()}, {"missing", card.missing}};
    result.text = "Card of " + reference.text() + ", version " + std::to_string(card.version);
    if (!m_flags.out.path.empty())
      result.text += ", written to " + m_flags.out.path;
    if (!card.complete())
      result.text += "\nStill to be written: " + listed(card.missing, 20);
    return result;
  }

 private:
  CardFlags m_flags;
};

} // namespace

std::vector<Verb> governance() {
  return {
      verb<Register, RegisterFlags>("register", EASEL_TR("Register a model as a new version of a group."),
                                    {"project", "model"}),
      verb<Decide<Decision::Approved>, DecideFlags>("approve", EASEL_TR("Approve a registered model."),
                                                    {"project", "model"}),
      verb<Decide<Decision::Rejected>, DecideFlags>("reject", EASEL_TR("Reject a registered model."),
                                                    {"project", "model"}),
      verb<WriteCard, CardFlags>("card", EASEL_TR("Write a registered model's card."), {"project", "model"})};
}

} // namespace easel::verbs
