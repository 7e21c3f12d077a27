// Every control in every state on one page, for tests and for pictures.
#pragma once

#include <QWidget>

namespace easel {

struct GalleryPage {
  QString name;
  QWidget* widget;
};
/// Pages of controls; the caller owns the widgets. `longer` shows texts that are 40% longer.
QList<GalleryPage> galleryPages(bool longer = false);

} // namespace easel
