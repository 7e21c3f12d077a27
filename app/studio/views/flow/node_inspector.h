// What is selected in the flow: the node's settings as the one form, its state, what came out of it last, and what can be
// done with it. It changes nothing itself. GUI thread.
#pragma once

#include "app/studio/views/flow/run_memory.h"
#include "core/schema/catalog.h"
#include "widgets/canvas/canvas_model.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QTimer;
class QVBoxLayout;

namespace easel {

class Button;
class ElidedLabel;
class ErrorBox;
class ParamForm;
class Pill;

class NodeInspector : public QWidget {
  Q_OBJECT
 public:
  explicit NodeInspector(const Catalog<NodeOperation>& nodes, QWidget* parent = nullptr);

  /// One node. `columns`: what goes in, for the form.
  void show(const Node& node, const CanvasNode& look, const TableSchema& columns, const RunMemory& run, bool running);
  /// No node, several, or a stack.
  void showText(const QString& iconName, const QString& title, const QString& text);
  void setReadOnly(bool on);
  void showError(const Error& error); // of an edit that was refused
  void focusFirst();
  /// Hands over at once what was typed last.
  void flush();
  const std::string& node() const { return m_node; }

 signals:
  /// The person changed settings; `label` of the first one that differs.
  void edited(const std::string& node, const easel::Json& params, const QString& label);
  void runWanted(const std::string& node);
  void stopWanted();
  void dataWanted(const std::string& node);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void setIcon(const QString& name);
  void showFacts(const Node& node, const RunMemory& run);
  void line(const QString& name, const QString& value);
  const Catalog<NodeOperation>& m_nodes;
  QLabel* m_icon;
  ElidedLabel* m_title;
  Pill* m_state;
  QLabel* m_text;
  ErrorBox* m_error;
  ErrorBox* m_warning;
  ParamForm* m_form;
  QWidget* m_facts;
  QGridLayout* m_lines;
  Button* m_run;
  Button* m_data;
  QWidget* m_actions;
  QTimer* m_burst;
  std::string m_node, m_type;
  Json m_shown; // the values that the document has
  TableSchema m_columns;
  QString m_iconName;
  bool m_running = false, m_readOnly = false;
};

} // namespace easel
