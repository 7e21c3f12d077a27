#include "widgets/controls/button.h"
#include "widgets/forms/editors/editors.h"
#include "widgets/theme/theme.h"
#include "widgets/qt_convert.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QTimer>

namespace easel {

LinesEditor::LinesEditor(const ParamSpec& spec, int columns, QWidget* parent)
    : ParamEditor(spec, parent), m_columns(columns), m_lines(new QVBoxLayout),
      m_add(new Button(tr("Add"), "plus-lg", ButtonKind::Ghost, this)) {
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(metrics::kGap);
  m_lines->setSpacing(metrics::kGap);
  all->addLayout(m_lines);
  all->addWidget(m_add, 0, Qt::AlignLeft);
  m_add->setObjectName(objectName() + ".add");
  m_add->setAccessibleName(tr("Add to %1").arg(label()));
  setFocusProxy(m_add);
  connect(m_add, &QAbstractButton::clicked, this, [this] { addLine({}, true); });
}

std::vector<LinesEditor::Row> LinesEditor::rows() const {
  std::vector<Row> rows;
  for (const Line& line : m_rows) {
    Row row;
    bool empty = true;
    for (const QLineEdit* cell : line.cells) {
      row.push_back(fromQt(cell->text()));
      empty = empty && cell->text().isEmpty();
    }
    if (!empty)
      rows.push_back(std::move(row));
  }
  return rows;
}

void LinesEditor::setRows(const std::vector<Row>& rows) {
  while (!m_rows.empty()) {
    delete m_rows.back().holder;
    m_rows.pop_back();
  }
  for (const Row& row : rows)
    addLine(row, false);
  renumber();
}

void LinesEditor::addLine(const Row& row, bool focus) {
  Line line;
  line.holder = new QWidget(this);
  auto* cells = new QHBoxLayout(line.holder);
  cells->setContentsMargins(0, 0, 0, 0);
  cells->setSpacing(metrics::kGap);
  for (int i = 0; i < m_columns; ++i) {
    auto* cell = new QLineEdit(line.holder);
    cell->setMinimumHeight(metrics::kFieldHeight);
    cell->setMinimumWidth(40);
    if (static_cast<std::size_t>(i) < row.size())
      cell->setText(toQt(row[static_cast<std::size_t>(i)]));
    cell->setCursorPosition(0);
    cell->installEventFilter(this);
    prepare(cell, i);
    connect(cell, &QLineEdit::textEdited, this, &ParamEditor::edited);
    connect(cell, &QLineEdit::editingFinished, this, &ParamEditor::committed);
    if (i > 0) {
      auto* arrow = new QLabel(QStringLiteral("→"), line.holder);
      cells->addWidget(arrow);
    }
    cells->addWidget(cell, 1);
    line.cells.push_back(cell);
  }
  auto* cross = new IconButton("x", tr("Remove this line"), line.holder);
  cells->addWidget(cross);
  connect(cross, &QAbstractButton::clicked, this, [this, holder = line.holder] {
    removeLine(holder);
    emit edited();
    emit committed();
  });
  m_lines->addWidget(line.holder);
  line.holder->setVisible(true);
  m_rows.push_back(line);
  renumber();
  if (focus)
    line.cells.front()->setFocus();
}

void LinesEditor::removeLine(const QWidget* holder) {
  for (std::size_t i = 0; i < m_rows.size(); ++i) {
    if (m_rows[i].holder != holder)
      continue;
    QWidget* next = m_rows.size() == 1 ? static_cast<QWidget*>(m_add)
                                       : m_rows[i > 0 ? i - 1 : 1].cells.back();
    Line gone = m_rows[i];
    m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(i));
    next->setFocus();
    for (QLineEdit* cell : gone.cells)
      cell->disconnect(this); // it loses the focus while it goes
    m_lines->removeWidget(gone.holder);
    gone.holder->hide();
    gone.holder->deleteLater(); // we may be called by a child of it
    renumber();
    return;
  }
}

void LinesEditor::renumber() {
  for (std::size_t i = 0; i < m_rows.size(); ++i)
    for (std::size_t k = 0; k < m_rows[i].cells.size(); ++k) {
      QLineEdit* cell = m_rows[i].cells[k];
      const int number = static_cast<int>(i) + 1;
      cell->setObjectName(QString("%1.%2.%3").arg(objectName()).arg(number).arg(k + 1));
      cell->setAccessibleName(m_columns == 1 ? tr("%1, line %2").arg(label()).arg(number)
                              : k == 0       ? tr("%1, line %2: from").arg(label()).arg(number)
                                             : tr("%1, line %2: to").arg(label()).arg(number));
    }
  setFocusProxy(m_rows.empty() ? static_cast<QWidget*>(m_add) : m_rows.front().cells.front());
  m_lines->setContentsMargins(0, 0, 0, 0);
  updateGeometry();
}

bool LinesEditor::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::KeyPress)
    return ParamEditor::eventFilter(watched, event);
  const int key = static_cast<QKeyEvent*>(event)->key();
  for (std::size_t i = 0; i < m_rows.size(); ++i)
    for (std::size_t k = 0; k < m_rows[i].cells.size(); ++k) {
      if (watched != m_rows[i].cells[k])
        continue;
      if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        emit committed();
        if (k + 1 < m_rows[i].cells.size())
          m_rows[i].cells[k + 1]->setFocus();
        else if (i + 1 < m_rows.size())
          m_rows[i + 1].cells.front()->setFocus();
        else if (!m_rows[i].cells.front()->text().isEmpty())
          addLine({}, true);
        return true;
      }
      const bool empty = std::all_of(m_rows[i].cells.begin(), m_rows[i].cells.end(),
                                     [](const QLineEdit* cell) { return cell->text().isEmpty(); });
      if (key == Qt::Key_Backspace && empty) {
        QWidget* holder = m_rows[i].holder;
        QTimer::singleShot(0, this, [this, holder] {
          removeLine(holder);
          emit edited();
          emit committed();
        });
        return true;
      }
    }
  return ParamEditor::eventFilter(watched, event);
}

} // namespace easel
