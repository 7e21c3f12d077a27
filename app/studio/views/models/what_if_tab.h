// What if a row were otherwise: its inputs in a form, and what the model would say as they change. GUI thread.
#pragma once

#include "app/studio/views/models/open_model.h"

#include <QWidget>

class QLabel;
class QSpinBox;
class QTimer;

namespace easel {

class BarRows;
class BusyLine;
class Button;
class ErrorBox;
class Panel;
class ParamForm;
class Pill;

class WhatIfTab : public QWidget {
  Q_OBJECT
 public:
  WhatIfTab(OpenModel& model, QWidget* parent = nullptr);
  bool settled() const { return !m_waiting && !m_asking; }

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void begin();
  void fill();
  void readRow();
  void ask();
  void showAnswer(const Answer& answer);

  OpenModel& m_model;
  bool m_waiting = false, m_asking = false, m_filled = false;
  std::optional<Answer> m_first; // of the row as it is
  Json m_original;
  ErrorBox* m_error;
  BusyLine* m_busy;
  QWidget* m_content;
  Panel *m_answerPanel, *m_inputsPanel;
  QSpinBox* m_row;
  QTimer *m_typing, *m_rowTimer;
  ParamForm* m_form;
  QLabel *m_value, *m_words;
  Pill* m_from;
  BarRows* m_shares;
  Button* m_reset;
};

} // namespace easel
