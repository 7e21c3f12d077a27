// A4 pages of a card: pango sets the text (any script, with line breaks), cairo draws and writes the PDF.
#include "core/govern/card_sections.h"

#include "core/base/text.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <memory>

namespace easel {

namespace {

constexpr double kWidth = 595.28; // A4 in points
constexpr double kHeight = 841.89;
constexpr double kMargin = 56;
constexpr double kTextWidth = kWidth - 2 * kMargin;

struct Colour {
  double r, g, b;
};
constexpr Colour kInk{0.11, 0.13, 0.19};
constexpr Colour kSoft{0.36, 0.39, 0.45};
constexpr Colour kLine{0.85, 0.87, 0.89};
constexpr Colour kAccent{0.23, 0.36, 0.99};

using LayoutPtr = std::unique_ptr<PangoLayout, decltype(&g_object_unref)>;

class Pages {
 public:
  Pages(cairo_t* cairo, std::string footer) : m_cairo(cairo), m_footer(std::move(footer)) {}

  /// Draws a block of text at x; the height it took. Does not move down.
  double text(double x, double width, const std::string& s, const char* font, Colour colour,
              PangoAlignment align = PANGO_ALIGN_LEFT) {
    const LayoutPtr layout = make(s, width, font, align);
    set(colour);
    cairo_move_to(m_cairo, x, m_y);
    pango_cairo_show_layout(m_cairo, layout.get());
    return height(layout.get());
  }
  double measure(double width, const std::string& s, const char* font) {
    return height(make(s, width, font, PANGO_ALIGN_LEFT).get());
  }

  /// Begins a new page when `needed` points do not fit any more.
  void room(double needed) {
    if (m_y + needed > kHeight - kMargin - 16 && m_y > kMargin)
      newPage();
  }
  void down(double by) { m_y += by; }
  double y() const { return m_y; }

  void line(double x, double width) {
    set(kLine);
    cairo_set_line_width(m_cairo, 0.6);
    cairo_move_to(m_cairo, x, m_y);
    cairo_line_to(m_cairo, x + width, m_y);
    cairo_stroke(m_cairo);
  }
  void bar(double x, double width, double barHeight) {
    set(kAccent);
    cairo_rectangle(m_cairo, x, m_y, std::max(width, 1.0), barHeight);
    cairo_fill(m_cairo);
  }
  void curve(const CardCurve& c, double x, double size) {
    set(kLine);
    cairo_set_line_width(m_cairo, 0.8);
    cairo_rectangle(m_cairo, x, m_y, size, size);
    cairo_move_to(m_cairo, x, m_y + size);
    cairo_line_to(m_cairo, x + size, m_y);
    cairo_stroke(m_cairo);
    set(kAccent);
    cairo_set_line_width(m_cairo, 1.5);
    for (const auto& [px, py] : c.points)
      cairo_line_to(m_cairo, x + size * px, m_y + size * (1 - py));
    cairo_stroke(m_cairo);
  }

  void finish() { endPage(); }

 private:
  LayoutPtr make(const std::string& s, double width, const char* font, PangoAlignment align) {
    LayoutPtr layout(pango_cairo_create_layout(m_cairo), &g_object_unref);
    PangoFontDescription* description = pango_font_description_from_string(font);
    pango_layout_set_font_description(layout.get(), description);
    pango_font_description_free(description);
    pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout.get(), align);
    pango_layout_set_text(layout.get(), s.c_str(), static_cast<int>(s.size()));
    return layout;
  }
  static double height(PangoLayout* layout) {
    int h = 0;
    pango_layout_get_size(layout, nullptr, &h);
    return static_cast<double>(h) / PANGO_SCALE;
  }
  void set(Colour c) { cairo_set_source_rgb(m_cairo, c.r, c.g, c.b); }
  void endPage() {
    const double at = m_y;
    m_y = kHeight - kMargin + 8;
    text(kMargin, kTextWidth / 2, m_footer, "Sans 8", kSoft);
    text(kWidth / 2, kTextWidth / 2, std::to_string(m_page), "Sans 8", kSoft, PANGO_ALIGN_RIGHT);
    m_y = at;
    cairo_show_page(m_cairo);
  }
  void newPage() {
    endPage();
    ++m_page;
    m_y = kMargin;
  }

  cairo_t* m_cairo;
  std::string m_footer;
  double m_y = kMargin;
  int m_page = 1;
};

struct Writer {
  Pages& pages;

  void operator()(const CardParagraph& p) const {
    pages.room(std::min(pages.measure(kTextWidth, p.text, "Sans 10"), 60.0));
    pages.down(pages.text(kMargin, kTextWidth, p.text, "Sans 10", p.muted ? kSoft : kInk) + 6);
  }

  void operator()(const CardPairs& p) const {
    constexpr double kLabel = 140;
    for (const auto& [label, value] : p.pairs) {
      const double h = std::max(pages.measure(kLabel - 12, label, "Sans 9"),
                                pages.measure(kTextWidth - kLabel, value, "Sans 9"));
      pages.room(h);
      pages.text(kMargin, kLabel - 12, label, "Sans 9", kSoft);
      pages.text(kMargin + kLabel, kTextWidth - kLabel, value, "Sans 9", kInk);
      pages.down(h + 3);
    }
    pages.down(5);
  }

  void operator()(const CardTable& t) const {
    const std::vector<double> widths = columnWidths(t);
    row(t, t.titles, widths, "Sans Bold 9", kSoft);
    for (const auto& cells : t.rows)
      row(t, cells, widths, "Sans 9", kInk);
    pages.down(8);
  }

  void operator()(const CardBars& b) const {
    double most = 0;
    for (const auto& bar : b.bars)
      most = std::max(most, bar.second);
    constexpr double kLabel = 160;
    constexpr double kNumber = 56;
    for (const auto& [name, value] : b.bars) {
      const double h = pages.measure(kLabel - 8, name, "Sans 9");
      pages.room(h);
      pages.text(kMargin, kLabel - 8, name, "Sans 9", kInk);
      pages.text(kMargin + kTextWidth - kNumber, kNumber, formatNumber(value, 3), "Sans 9", kSoft,
                 PANGO_ALIGN_RIGHT);
      pages.down(3);
      pages.bar(kMargin + kLabel, most > 0 ? (kTextWidth - kLabel - kNumber - 8) * value / most : 0, 7);
      pages.down(h + 1);
    }
    pages.down(8);
  }

  void operator()(const CardCurve& c) const {
    constexpr double kSize = 170;
    pages.room(kSize + 24);
    pages.curve(c, kMargin, kSize);
    pages.down(kSize + 4);
    pages.down(pages.text(kMargin, kTextWidth, c.yTitle + " over " + c.xTitle, "Sans 8", kSoft) + 8);
  }

 private:
  /// Text columns share what the numbers leave, by the length of what they hold.
  static std::vector<double> columnWidths(const CardTable& t) {
    const std::size_t numbers = t.titles.size() - std::min(t.textColumns, t.titles.size());
    const double number = numbers > 0 ? std::min(86.0, 0.7 * kTextWidth / static_cast<double>(numbers)) : 0;
    std::vector<double> weight(t.titles.size(), 0);
    double total = 0;
    for (std::size_t k = 0; k < std::min(t.textColumns, t.titles.size()); ++k) {
      std::size_t longest = countCodePoints(t.titles[k]);
      for (const auto& cells : t.rows)
        longest = std::max(longest, countCodePoints(cells[k]));
      weight[k] = static_cast<double>(std::clamp<std::size_t>(longest, 4, 40));
      total += weight[k];
    }
    std::vector<double> widths(t.titles.size(), number);
    const double left = kTextWidth - number * static_cast<double>(numbers);
    for (std::size_t k = 0; k < std::min(t.textColumns, t.titles.size()); ++k)
      widths[k] = left * weight[k] / total;
    return widths;
  }

  void row(const CardTable& t, const std::vector<std::string>& cells, const std::vector<double>& widths,
           const char* font, Colour colour) const {
    double h = 0;
    for (std::size_t k = 0; k < cells.size(); ++k)
      h = std::max(h, pages.measure(widths[k] - 8, cells[k], font));
    pages.room(h + 5);
    double x = kMargin;
    for (std::size_t k = 0; k < cells.size(); ++k) {
      pages.text(x, widths[k] - 8, cells[k], font, colour,
                 k < t.textColumns ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT);
      x += widths[k];
    }
    pages.down(h + 2);
    pages.line(kMargin, kTextWidth);
    pages.down(3);
  }
};

cairo_status_t append(void* closure, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

} // namespace

Result<std::string> cardPdf(const Card& card) {
  const CardDocument document = cardDocument(card);
  std::string bytes;
  cairo_surface_t* surface = cairo_pdf_surface_create_for_stream(append, &bytes, kWidth, kHeight);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, document.title.c_str());
  cairo_t* cairo = cairo_create(surface);
  {
    Pages pages(cairo, document.title);
    pages.down(pages.text(kMargin, kTextWidth, document.title, "Sans Bold 20", kInk) + 2);
    pages.down(pages.text(kMargin, kTextWidth, document.subtitle, "Sans 10", kSoft) + 10);
    for (const CardSection& section : document.sections) {
      pages.room(70); // a heading does not stand alone at the foot of a page
      pages.down(8);
      pages.down(pages.text(kMargin, kTextWidth, section.title, "Sans Bold 12", kInk) + 3);
      pages.line(kMargin, kTextWidth);
      pages.down(7);
      for (const CardBlock& block : section.blocks)
        std::visit(Writer{pages}, block);
    }
    pages.finish();
  }
  const cairo_status_t status = cairo_status(cairo);
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS)
    return Error(ErrorCode::Internal,
                 std::string("The card could not be drawn: ") + cairo_status_to_string(status) + ".");
  return bytes;
}

} // namespace easel
