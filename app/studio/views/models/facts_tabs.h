// What a model was made with, and where it comes from: parameters and preparation, and the receipt. GUI thread.
#pragma once

#include "app/studio/views/models/model_entries.h"

#include <QWidget>

class QVBoxLayout;

namespace easel {

class FactList;
class Panel;

class ParametersTab : public QWidget {
  Q_OBJECT
 public:
  ParametersTab(const Catalogs& catalogs, QWidget* parent = nullptr);
  void show(const ModelEntry& entry);

 private:
  const Catalogs& m_catalogs;
  Panel *m_parameters, *m_preparation;
  FactList *m_values, *m_steps;
};

class LineageTab : public QWidget {
  Q_OBJECT
 public:
  explicit LineageTab(QWidget* parent = nullptr);
  void show(const ModelEntry& entry);

 private:
  QString m_text; // for copying
  FactList *m_data, *m_model;
};

} // namespace easel
