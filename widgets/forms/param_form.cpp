#include "widgets/forms/param_form.h"

#include "widgets/controls/button.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/field.h"
#include "widgets/controls/labels.h"
#include "widgets/forms/editors/editor.h"
#include "widgets/forms/plain_words.h"
#include "widgets/qt_convert.h"

#include <QGridLayout>
#include <QTimer>

namespace easel {

namespace {

constexpr int kBurstMillis = 600;
constexpr int kBetweenFields = 14;
constexpr int kBetweenColumns = 9;

/// Kinds whose writing a person cannot guess: their help always stands below them.
bool needsHelpBelow(ParamKind kind) {
  return kind == ParamKind::Formula || kind == ParamKind::Texts || kind == ParamKind::TextMap;
}

/// Wide ones keep a line of their own.
bool isWide(const ParamEditor& editor) {
  switch (editor.spec().kind) {
  case ParamKind::Bool:
  case ParamKind::Int:
  case ParamKind::Float:
  case ParamKind::Choice:
  case ParamKind::Column:
    return false;
  case ParamKind::Text:
    return editor.spec().max && *editor.spec().max >= 300;
  default:
    return true;
  }
}

} // namespace

struct ParamForm::Parts {
  struct Entry {
    ParamEditor* editor = nullptr;
    FieldBox* field = nullptr;
    QWidget* caption = nullptr; // of the group that begins here
    bool wrong = false;
    bool touched = false; // only then is what is wrong shown
  };
  Schema schema;
  FormContext context;
  Json good = Json::object();
  std::vector<Entry> entries;
  ErrorBox* error = nullptr;
  QWidget *basic = nullptr, *advanced = nullptr;
  Button* more = nullptr;
  bool open = false;
  bool pending = false;
  QTimer* burst = nullptr;
  int columnWidth = 0, columns = 1;

  const ParamSpec& spec(const Entry& e) const { return e.editor->spec(); }
  bool enabled(const Entry& e) const { return schema.enabled(spec(e), good); }

  /// Reads the field and says what is wrong with it.
  void judge(Entry& e) {
    const auto read = e.editor->read();
    const auto value = read ? spec(e).check(*read) : read;
    e.wrong = !value;
    if (value)
      good[spec(e).name] = *value;
    std::int64_t start = 0, length = -1;
    QString words;
    if (!value && e.touched) {
      words = read ? plainWords(spec(e), *read, value.error()) : toQt(read.error());
      for (const ErrorPlace& place : value.error().places)
        if (place.kind == ErrorPlace::Kind::Position) {
          start = place.index;
          length = place.length;
        }
    }
    e.field->setError(words);
    e.editor->mark(start, length);
  }

  void showEnabled() {
    bool anyAdvanced = false;
    for (Entry& e : entries) {
      const bool on = enabled(e);
      e.field->setVisible(on);
      if (e.caption)
        e.caption->setVisible(on);
      anyAdvanced = anyAdvanced || (on && spec(e).level == ParamLevel::Advanced);
    }
    more->setVisible(anyAdvanced);
    advanced->setVisible(anyAdvanced && open);
    more->setText(open ? ParamForm::tr("Fewer settings") : ParamForm::tr("More settings"));
    more->setIconName(open ? "chevron-up" : "chevron-down");
    more->setAccessibleName(more->text());
  }

  /// Puts the fields of a box into rows; those that are hidden leave no gap.
  void arrange() {
    for (QWidget* box : {basic, advanced}) {
      auto* grid = static_cast<QGridLayout*>(box->layout());
      while (QLayoutItem* item = grid->takeAt(0))
        delete item;
      int row = 0, column = 0;
      for (const Entry& e : entries) {
        if (e.field->parentWidget() != box)
          continue;
        if (e.caption) {
          row += column > 0 ? 1 : 0;
          column = 0;
          grid->addWidget(e.caption, row++, 0, 1, columns);
        }
        if (!enabled(e)) {
          continue;
        }
        const bool wide = columns == 1 || isWide(*e.editor);
        if (wide && column > 0) {
          ++row;
          column = 0;
        }
        grid->addWidget(e.field, row, column, 1, wide ? columns : 1, Qt::AlignTop);
        column = wide ? columns : column + 1;
        if (column >= columns) {
          ++row;
          column = 0;
        }
      }
      for (int i = 0; i < 4; ++i)
        grid->setColumnStretch(i, i < columns ? 1 : 0);
    }
  }

  Entry* named(std::string_view name) {
    const ParamSpec* found = schema.find(name);
    for (Entry& e : entries)
      if (found && spec(e).name == found->name)
        return &e;
    return nullptr;
  }
};

ParamForm::ParamForm(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>()) {
  Parts& p = *m_parts;
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(kBetweenFields);
  p.error = new ErrorBox(this);
  p.error->setObjectName("form.error");
  p.basic = new QWidget(this);
  p.advanced = new QWidget(this);
  p.more = new Button(tr("More settings"), "chevron-down", ButtonKind::Ghost, this);
  p.more->setObjectName("form.more");
  for (QWidget* box : {p.basic, p.advanced}) {
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(kBetweenFields);
    grid->setHorizontalSpacing(kBetweenColumns);
  }
  all->addWidget(p.error);
  all->addWidget(p.basic);
  all->addWidget(p.more, 0, Qt::AlignLeft);
  all->addWidget(p.advanced);
  p.more->hide();
  p.advanced->hide();
  connect(p.more, &QAbstractButton::clicked, this, [this] {
    m_parts->open = !m_parts->open;
    m_parts->showEnabled();
  });
  p.burst = new QTimer(this);
  p.burst->setSingleShot(true);
  p.burst->setInterval(kBurstMillis);
  connect(p.burst, &QTimer::timeout, this, [this] {
    if (std::exchange(m_parts->pending, false))
      emit committed();
  });
}

ParamForm::~ParamForm() = default;

void ParamForm::setSchema(const Schema& schema, const FormContext& context) {
  Parts& p = *m_parts;
  p.burst->stop();
  p.pending = false;
  for (Parts::Entry& e : p.entries) {
    e.editor->disconnect(this); // it may lose the focus while it goes
    delete e.caption;
    delete e.field; // and the editor in it
  }
  p.entries.clear();
  p.error->clear();
  p.schema = schema;
  p.context = context;
  p.good = schema.defaults();
  for (const ParamLevel level : {ParamLevel::Basic, ParamLevel::Advanced}) {
    QWidget* box = level == ParamLevel::Basic ? p.basic : p.advanced;
    std::string group;
    for (const ParamSpec& spec : schema.params()) {
      if (spec.level != level)
        continue;
      Parts::Entry e;
      if (spec.group != group && !spec.group.empty()) {
        e.caption = caption(translated(spec.group.c_str()));
        e.caption->setParent(box);
      }
      group = spec.group;
      const QString help = spec.help.empty() ? QString() : translated(spec.help.c_str());
      e.editor = makeEditor(spec, nullptr); // the field comes before it in the order of the keys
      e.field = new FieldBox(spec.label.empty() ? toQt(spec.name) : translated(spec.label.c_str()), e.editor,
                             needsHelpBelow(spec.kind) ? help : QString(), box);
      e.field->setToolTip(help);
      if (QWidget* inner = e.editor->focusProxy())
        inner->setAccessibleDescription(help);
      if (!spec.unit.empty())
        e.field->setRemark(translated(spec.unit.c_str()));
      e.editor->setColumns(context.columns);
      e.editor->setFileChooser(context.chooseFile);
      p.entries.push_back(e);
    }
  }
  for (std::size_t i = 0; i < p.entries.size(); ++i) {
    connect(p.entries[i].editor, &ParamEditor::edited, this, [this, i] {
      Parts& parts = *m_parts;
      parts.entries[i].touched = true;
      parts.error->clear();
      parts.judge(parts.entries[i]);
      parts.showEnabled();
      parts.arrange();
      parts.pending = true;
      parts.burst->start();
      emit edited();
    });
    connect(p.entries[i].editor, &ParamEditor::committed, this, [this] {
      if (!std::exchange(m_parts->pending, false))
        return;
      m_parts->burst->stop();
      emit committed();
    });
    p.judge(p.entries[i]);
  }
  p.showEnabled();
  p.arrange();
  // New children come last in the order of the window: put them behind this form's place.
  QWidget* before = this;
  const auto chain = [this, &before](QWidget* box) {
    for (QWidget* child : box->findChildren<QWidget*>())
      if ((child->focusPolicy() & Qt::TabFocus) && !child->focusProxy() && child->window() == window()) {
        setTabOrder(before, child);
        before = child;
      }
  };
  chain(p.basic);
  setTabOrder(before, p.more);
  before = p.more;
  chain(p.advanced);
}

void ParamForm::setContext(const FormContext& context) {
  m_parts->context = context;
  for (Parts::Entry& e : m_parts->entries) {
    e.editor->setColumns(context.columns);
    e.editor->setFileChooser(context.chooseFile);
    m_parts->judge(e);
  }
}

void ParamForm::setValues(const Json& values) {
  Parts& p = *m_parts;
  Json wanted = p.schema.defaults();
  if (values.is_object())
    for (const auto& [name, value] : values.items())
      if (const ParamSpec* spec = p.schema.find(name))
        wanted[spec->name] = value;
  for (Parts::Entry& e : p.entries) {
    const std::string& name = p.spec(e).name;
    const Json value = p.spec(e).check(wanted[name]).value_or(wanted[name]);
    const auto shown = e.editor->read();
    const bool typing = e.wrong && e.editor->isAncestorOf(focusWidget()) && p.good[name] == value;
    p.good[name] = value;
    if (typing || (shown && *shown == value))
      continue; // the cursor stays where it is
    e.touched = false;
    e.editor->write(value);
    p.judge(e);
  }
  p.showEnabled();
  p.arrange();
}

Json ParamForm::values() const { return m_parts->good; }

bool ParamForm::isValid() const {
  for (const Parts::Entry& e : m_parts->entries)
    if (e.wrong && m_parts->enabled(e))
      return false;
  return true;
}

void ParamForm::showError(const Error& error) {
  clearErrors();
  bool placed = false;
  for (const ErrorPlace& place : error.places) {
    if (place.kind != ErrorPlace::Kind::Parameter)
      continue;
    Parts::Entry* e = m_parts->named(place.name);
    if (!e || !m_parts->enabled(*e))
      continue;
    e->field->setError(toQt(error));
    placed = true;
    if (m_parts->spec(*e).level == ParamLevel::Advanced && !m_parts->open) {
      m_parts->open = true;
      m_parts->showEnabled();
    }
  }
  for (const ErrorPlace& place : error.places) {
    if (place.kind != ErrorPlace::Kind::Position)
      continue;
    std::vector<Parts::Entry*> formulas;
    for (Parts::Entry& e : m_parts->entries)
      if (m_parts->spec(e).kind == ParamKind::Formula)
        formulas.push_back(&e);
    if (formulas.size() != 1)
      continue;
    formulas.front()->editor->mark(place.index, place.length);
    if (!placed)
      formulas.front()->field->setError(toQt(error));
    placed = true;
  }
  if (!placed)
    m_parts->error->show(error);
}

void ParamForm::clearErrors() {
  m_parts->error->clear();
  for (Parts::Entry& e : m_parts->entries)
    m_parts->judge(e);
}

void ParamForm::focusFirst() {
  QWidget* first = nullptr;
  for (const Parts::Entry& e : m_parts->entries) {
    if (!m_parts->enabled(e) || (m_parts->spec(e).level == ParamLevel::Advanced && !m_parts->open))
      continue;
    if (e.editor->takesText()) {
      e.editor->setFocus(Qt::OtherFocusReason);
      return;
    }
    first = first ? first : e.editor;
  }
  if (first)
    first->setFocus(Qt::OtherFocusReason);
}

void ParamForm::setColumnWidth(int width) {
  m_parts->columnWidth = width;
  resizeEvent(nullptr);
}

void ParamForm::resizeEvent(QResizeEvent* event) {
  if (event)
    QWidget::resizeEvent(event);
  const int width = m_parts->columnWidth;
  const int columns = width <= 0 ? 1 : std::clamp((this->width() + kBetweenColumns) / (width + kBetweenColumns), 1, 3);
  if (columns == m_parts->columns)
    return;
  m_parts->columns = columns;
  m_parts->arrange();
}

} // namespace easel
