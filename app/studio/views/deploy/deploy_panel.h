// What to deploy: a registered version, the endpoint's name, the mode and its settings. GUI thread only.
#pragma once

#include "core/govern/registry.h"
#include "core/serve/mode.h"
#include "core/workbench/workbench.h"

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace easel {

class Button;
class FieldBox;
class ModeCards;
class ParamForm;

struct EndpointPlan {
  ModelReference model;
  QString name;
  std::string mode;
  Json settings;
};

class DeployPanel : public QWidget {
  Q_OBJECT
 public:
  explicit DeployPanel(const Catalogs& catalogs, QWidget* parent = nullptr);
  /// Approved ones come first; `taken` are the names of endpoints that exist.
  void setVersions(const std::vector<ModelVersion>& versions, const QStringList& taken);
  /// Proposes this version ("churn@2"; empty: the first) and a free name.
  void begin(const QString& model);
  EndpointPlan plan() const;

 signals:
  void wanted(const EndpointPlan& plan);
  void closed();

 private:
  void proposeName();
  void check();
  void showMode();
  Catalog<ServingMode> m_modes;
  QStringList m_taken;
  std::vector<ModelVersion> m_versions;
  bool m_nameTyped = false;
  QComboBox* m_version;
  QLineEdit* m_name;
  FieldBox *m_versionField, *m_nameField;
  ModeCards* m_cards;
  ParamForm* m_form;
  Button* m_deploy;
};

} // namespace easel
