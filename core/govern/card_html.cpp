#include "core/govern/card_sections.h"

#include "core/base/text.h"

#include <algorithm>

namespace easel {

namespace {

constexpr const char* kStyle = R"(
:root{color-scheme:light dark;--page:#f6f7f9;--paper:#fff;--ink:#1c2230;--soft:#5b6472;--line:#d9dde4;--accent:#3b5bfd}
@media(prefers-color-scheme:dark){:root{--page:#14171d;--paper:#1c2129;--ink:#e8ebf0;--soft:#9aa4b2;--line:#343b46;--accent:#7f95ff}}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.55 Inter,system-ui,sans-serif}
article{max-width:820px;margin:32px auto;padding:36px 44px;background:var(--paper);border:1px solid var(--line);border-radius:10px}
h1{font-size:26px;margin:0;overflow-wrap:anywhere}h2{font-size:17px;margin:30px 0 8px;padding-bottom:4px;border-bottom:1px solid var(--line)}
p.sub,.muted{color:var(--soft)}p{white-space:pre-line;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:minmax(120px,220px) 1fr;gap:4px 18px;margin:8px 0}dt{color:var(--soft)}dd{margin:0;white-space:pre-line;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;margin:10px 0;font-variant-numeric:tabular-nums}th{text-align:left;color:var(--soft);font-weight:600}
th,td{padding:4px 10px 4px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}.n{text-align:right}
.bar{display:grid;grid-template-columns:minmax(100px,240px) 1fr 70px;gap:10px;align-items:center;margin:4px 0;overflow-wrap:anywhere}
.bar i{display:block;height:10px;border-radius:5px;background:var(--accent);min-width:2px}.bar span:last-child{text-align:right;color:var(--soft)}
svg{max-width:340px;width:100%;height:auto}@media print{body{background:none}article{border:0;margin:0;padding:0;max-width:none}}
@media(max-width:640px){article{margin:0;padding:20px;border-radius:0}dl{grid-template-columns:1fr}dd{margin-bottom:6px}})";

struct Writer {
  std::string html;

  void operator()(const CardParagraph& p) {
    html += std::string(p.muted ? "<p class=\"muted\">" : "<p>") + escapeHtml(p.text) + "</p>";
  }

  void operator()(const CardPairs& p) {
    html += "<dl>";
    for (const auto& [label, value] : p.pairs)
      html += "<dt>" + escapeHtml(label) + "</dt><dd>" + escapeHtml(value) + "</dd>";
    html += "</dl>";
  }

  void operator()(const CardTable& t) {
    const auto cells = [&](const std::vector<std::string>& row, const char* tag) {
      html += "<tr>";
      for (std::size_t k = 0; k < row.size(); ++k)
        html += std::string("<") + tag + (k < t.textColumns ? ">" : " class=\"n\">") + escapeHtml(row[k]) +
                "</" + tag + ">";
      html += "</tr>";
    };
    html += "<table><thead>";
    cells(t.titles, "th");
    html += "</thead><tbody>";
    for (const auto& row : t.rows)
      cells(row, "td");
    html += "</tbody></table>";
  }

  void operator()(const CardBars& b) {
    double most = 0;
    for (const auto& bar : b.bars)
      most = std::max(most, bar.second);
    for (const auto& [name, value] : b.bars)
      html += "<div class=\"bar\"><span>" + escapeHtml(name) +
              "</span><i style=\"width:" + formatNumber(most > 0 ? 100 * value / most : 0, 4) +
              "%\"></i><span>" + formatNumber(value, 3) + "</span></div>";
  }

  void operator()(const CardCurve& c) {
    html += "<svg viewBox=\"0 0 240 236\" role=\"img\" aria-label=\"" +
            escapeHtml(c.yTitle + " over " + c.xTitle) +
            "\"><g fill=\"none\"><path d=\"M30 6V206H230\" stroke=\"var(--line)\"/><path d=\"M30 206L230 6\" "
            "stroke=\"var(--line)\" "
            "stroke-dasharray=\"4 4\"/><polyline stroke=\"var(--accent)\" stroke-width=\"2\" points=\"";
    for (const auto& [x, y] : c.points)
      html += formatNumber(30 + 200 * x, 5) + "," + formatNumber(206 - 200 * y, 5) + " ";
    html +=
        "\"/></g><g fill=\"var(--soft)\" font-size=\"11\"><text x=\"130\" y=\"228\" text-anchor=\"middle\">" +
        escapeHtml(c.xTitle) +
        "</text><text x=\"16\" y=\"106\" text-anchor=\"middle\" transform=\"rotate(-90 16 106)\">" +
        escapeHtml(c.yTitle) + "</text></g></svg>";
  }
};

} // namespace

std::string cardHtml(const Card& card) {
  const CardDocument document = cardDocument(card);
  Writer writer;
  writer.html = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
                escapeHtml(document.title) +
                "</title><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><style>" +
                kStyle + "</style></head><body><article><h1>" + escapeHtml(document.title) +
                "</h1><p class=\"sub\">" + escapeHtml(document.subtitle) + "</p>";
  for (const CardSection& section : document.sections) {
    writer.html += "<section><h2>" + escapeHtml(section.title) + "</h2>";
    for (const CardBlock& block : section.blocks)
      std::visit(writer, block);
    writer.html += "</section>";
  }
  return std::move(writer.html) + "</article></body></html>\n";
}

} // namespace easel
