#include "widgets/theme/icons.h"

#include <QCache>
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>
#include <QtMath>

#include <memory>

// Outside of every namespace: the resource lies in a static library and is named so that it is linked in.
static void nameIconResource() {
  Q_INIT_RESOURCE(easel_icons);
}

namespace easel {

namespace {

struct PictureKey {
  QString name;
  QSize pixels;
  QRgb rgba;
  bool operator==(const PictureKey&) const = default;
};

size_t qHash(const PictureKey& key, size_t seed = 0) {
  return qHashMulti(seed, key.name, key.pixels.width(), key.pixels.height(), key.rgba);
}

/// The drawing without its colour; null where there is none of that name.
QSvgRenderer* drawing(const QString& name) {
  static QHash<QString, std::shared_ptr<QSvgRenderer>> known;
  if (const auto it = known.constFind(name); it != known.constEnd())
    return it->get();
  static const bool named = [] {
    nameIconResource();
    return true;
  }();
  Q_UNUSED(named);
  std::shared_ptr<QSvgRenderer> renderer;
  if (QFile file(":/icons/" + name + ".svg"); file.open(QIODevice::ReadOnly)) {
    renderer = std::make_shared<QSvgRenderer>(file.readAll().replace("currentColor", "#000000"));
    if (!renderer->isValid())
      renderer.reset();
  }
  if (!renderer)
    qWarning("There is no icon \"%s\": list it in resources/icons.txt.", qPrintable(name));
  known.insert(name, renderer);
  return renderer.get();
}

/// The icon in one colour, filling so many device pixels.
QPixmap picture(const QString& name, const QSize& pixels, const QColor& tint) {
  static QCache<PictureKey, QPixmap> cache(4096); // in KiB
  const PictureKey key{name, pixels, tint.rgba()};
  if (const QPixmap* found = cache.object(key))
    return *found;
  QSvgRenderer* renderer = drawing(name);
  if (renderer == nullptr || pixels.isEmpty())
    return {};
  QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  {
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal side = qMin(pixels.width(), pixels.height());
    renderer->render(&painter, QRectF((pixels.width() - side) / 2, (pixels.height() - side) / 2, side, side));
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(image.rect(), tint);
  }
  const QPixmap pixmap = QPixmap::fromImage(std::move(image));
  cache.insert(key, new QPixmap(pixmap), 1 + pixels.width() * pixels.height() * 4 / 1024);
  return pixmap;
}

QColor tinted(Tone tone, QIcon::Mode mode) {
  return mode == QIcon::Disabled ? mixed(Tone::Text3, Tone::Surface, 0.6) : color(tone);
}

class IconEngine : public QIconEngine {
 public:
  IconEngine(QString name, Tone tone) : m_name(std::move(name)), m_tone(tone) {}
  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    paintIcon(*painter, rect, m_name, tinted(m_tone, mode));
  }
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    return scaledPixmap(size, mode, state, 1);
  }
  // `size` is in device pixels; QIcon sets the device pixel ratio of what it gets.
  QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal) override {
    return picture(m_name, size, tinted(m_tone, mode));
  }
  QIconEngine* clone() const override { return new IconEngine(m_name, m_tone); }
  QString key() const override { return "EaselIcon"; }
  QString iconName() override { return m_name; }
  bool isNull() override { return false; }

 private:
  QString m_name;
  Tone m_tone;
};

} // namespace

QIcon icon(const QString& name, Tone tone) {
  return drawing(name) == nullptr ? QIcon() : QIcon(new IconEngine(name, tone));
}

void paintIcon(QPainter& painter, const QRectF& where, const QString& name, Tone tone) {
  paintIcon(painter, where, name, color(tone));
}

void paintIcon(QPainter& painter, const QRectF& where, const QString& name, const QColor& tint) {
  // Device pixels for one unit of the painter: the screen's scale and that of a zoomed canvas.
  const QTransform device = painter.deviceTransform();
  const qreal scale = qSqrt(qAbs(device.determinant()));
  if (scale <= 0)
    return;
  const QPixmap pixmap = picture(name, (where.size() * scale).toSize(), tint);
  if (pixmap.isNull())
    return;
  if (device.type() > QTransform::TxScale) { // turned: it cannot lie on whole pixels
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawPixmap(where, pixmap, QRectF(pixmap.rect()));
    painter.restore();
    return;
  }
  // On whole device pixels and pixel for pixel, or it would be blurred.
  const QRectF seen = device.mapRect(where);
  const QPointF corner(qRound(seen.left()), qRound(seen.top()));
  painter.drawPixmap(device.inverted().mapRect(QRectF(corner, QSizeF(pixmap.size()))), pixmap,
                     QRectF(pixmap.rect()));
}

} // namespace easel
