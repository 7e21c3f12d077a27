// A message that comes at the lower right and leaves by itself; errors stay until they are closed. GUI thread.
#pragma once

#include "widgets/controls/button.h"

#include <functional>

namespace easel {

enum class NoticeKind { Good, Warn, Bad };
struct Notice {
  NoticeKind kind = NoticeKind::Good;
  QString text, hint;
  QString actionText;
  std::function<void()> action = {};
};

/// Lies over its parent; shows up to three notices at once.
class ToastArea : public QWidget {
  Q_OBJECT
 public:
  explicit ToastArea(QWidget* parent);
  void show(const Notice& notice);
  int count() const;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void arrange();
};

} // namespace easel
