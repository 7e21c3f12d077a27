// The left side: a chooser of the question, the models that answer it as a table, best first, and the button to train.
// The live candidates of a running search stand in the same table. GUI thread.
#pragma once

#include "app/studio/views/models/model_entries.h"

#include <QAbstractTableModel>
#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QWidget>

class QComboBox;
class QLabel;
class QTableView;

namespace easel {

class Button;
class QuietLabel;

class LeaderboardModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Role { EntryRole = Qt::UserRole + 1, BestRole, ShareRole };
  explicit LeaderboardModel(const Catalogs& catalogs, QObject* parent);
  void set(const ModelGroup& group, const QList<ModelEntry>& entries);
  const ModelEntry* entry(int row) const;
  int rowOf(const QString& id) const;
  const ModelGroup& group() const { return m_group; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  void sort(int column, Qt::SortOrder order) override;

 private:
  std::optional<double> value(const ModelEntry& entry, int column) const;
  bool higherIsBetter(int column) const;
  void arrange();
  const Catalogs& m_catalogs;
  ModelGroup m_group;
  QStringList m_further;
  QList<ModelEntry> m_entries;
  QString m_best;
  double m_worstScore = 0, m_bestScore = 1;
  int m_column = 1;
  Qt::SortOrder m_order = Qt::DescendingOrder;
};

class LeaderboardDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// Quiet words over the columns, each at the edge where its numbers stand.
class LeaderboardHeader : public QHeaderView {
  Q_OBJECT
 public:
  explicit LeaderboardHeader(QWidget* parent = nullptr);

 protected:
  void paintSection(QPainter* painter, const QRect& rect, int section) const override;
};

class Leaderboard : public QWidget {
  Q_OBJECT
 public:
  explicit Leaderboard(const Catalogs& catalogs, QWidget* parent = nullptr);
  void setModels(const ModelList& models);
  void setLive(const ModelGroup& group, const QList<ModelEntry>& entries); // shown until clearLive()
  void clearLive();
  bool live() const { return m_live; }
  void select(const QString& idOrName);
  void showGroup(const QString& key);
  const ModelGroup* group() const; // that is shown
  const ModelEntry* current() const;
  int count() const;

 signals:
  void selected();
  void trainWanted();
  void groupChanged();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fill();
  void refreshRemark();
  const Catalogs& m_catalogs;
  ModelList m_models;
  ModelGroup m_liveGroup;
  QList<ModelEntry> m_liveEntries;
  bool m_live = false, m_filling = false;
  QuietLabel* m_remark;
  QComboBox* m_groups;
  Button* m_train;
  QTableView* m_table;
  QWidget* m_nothing; // keeps the place of the table
  LeaderboardModel* m_rows;
};

} // namespace easel
