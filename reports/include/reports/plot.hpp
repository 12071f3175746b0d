#pragma once
// Small line plots as SVG, for reports that stand alone.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reports {

/// y over x, drawn as a line in the order given; anything not finite is left out.
struct PlotLine {
    std::string label;
    std::string_view colour;
    std::vector<double> x, y;
};

struct Plot {
    std::string title, x_label, y_label;
    std::vector<PlotLine> lines;
    /// y from minus this to plus this, and a title that tells how far lines beyond it go; else what
    /// the lines need.
    std::optional<double> y_reach;
};

/// One <svg> element. A line of more points than the picture has columns is drawn with the highest
/// and the lowest of each column, so that no peak is lost.
std::string svg_of(const Plot& plot);

/// Text with &, <, > and quotes as entities.
std::string html_text(std::string_view text);

}  // namespace reports
