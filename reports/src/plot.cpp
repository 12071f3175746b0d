#include "reports/plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace reports {

namespace {

constexpr double width = 900.0;
constexpr double height = 300.0;
constexpr double left = 62.0;
constexpr double right = 14.0;
constexpr double top = 34.0;
constexpr double bottom = 42.0;
constexpr std::size_t columns = 826;

struct Range {
    double low = HUGE_VAL, high = -HUGE_VAL;

    void take(double value) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    void widen() {
        if (low > high) {
            *this = {0.0, 1.0};
        } else if (high - low < 1e-9) {
            *this = {low - 0.5, high + 0.5};
        }
    }
    double share(double value) const { return (value - low) / (high - low); }
};

/// 1, 2 or 5 times a power of ten, about six of them in the range.
double tick_step(const Range& range) {
    const double rough = (range.high - range.low) / 6.0;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= rough) {
            return factor * power;
        }
    }
    return 10.0 * power;
}

struct Frame {
    Range x, y;

    double at_x(double value) const { return left + x.share(value) * (width - left - right); }
    double at_y(double value) const {
        return height - bottom - y.share(value) * (height - top - bottom);
    }
};

std::string point(const Frame& frame, double x, double y) {
    const double inside = std::clamp(y, frame.y.low, frame.y.high);
    return fmt::format("{:.1f},{:.1f} ", frame.at_x(x), frame.at_y(inside));
}

std::string points_of(const Frame& frame, const PlotLine& line) {
    const std::size_t n = line.x.size();
    const std::size_t per_column = std::max<std::size_t>(1, n / columns);
    std::string out;
    for (std::size_t begin = 0; begin < n; begin += per_column) {
        const std::size_t end = std::min(n, begin + per_column);
        std::size_t lowest = n;
        std::size_t highest = n;
        for (std::size_t i = begin; i < end; ++i) {
            if (!std::isfinite(line.x[i]) || !std::isfinite(line.y[i])) {
                continue;
            }
            lowest = lowest == n || line.y[i] < line.y[lowest] ? i : lowest;
            highest = highest == n || line.y[i] > line.y[highest] ? i : highest;
        }
        for (const std::size_t i :
             std::array{std::min(lowest, highest), std::max(lowest, highest)}) {
            if (i != n && (i == lowest || lowest != highest)) {
                out += point(frame, line.x[i], line.y[i]);
            }
            if (lowest == highest) {
                break;
            }
        }
    }
    return out;
}

/// What a line that leaves the frame is told by; it is drawn at the edge there.
std::string text_of_cut(const Range& whole, double reach, const std::string& unit) {
    if (whole.low >= -reach && whole.high <= reach) {
        return "";
    }
    return fmt::format(", cut off at ±{:.3g} {}: from {:.3g} to {:.3g} {}", reach, unit, whole.low,
                       whole.high, unit);
}

std::string grid_of(const Frame& frame) {
    std::string out;
    const double x_step = tick_step(frame.x);
    for (double x = std::ceil(frame.x.low / x_step) * x_step; x <= frame.x.high; x += x_step) {
        out += fmt::format(
            "<line class='grid' x1='{0:.1f}' x2='{0:.1f}' y1='{1}' y2='{2}'/>"
            "<text x='{0:.1f}' y='{3}' text-anchor='middle'>{4:g}</text>\n",
            frame.at_x(x), top, height - bottom, height - bottom + 16, x + 0.0);
    }
    const double y_step = tick_step(frame.y);
    for (double y = std::ceil(frame.y.low / y_step) * y_step; y <= frame.y.high; y += y_step) {
        out += fmt::format(
            "<line class='grid' x1='{1}' x2='{2}' y1='{0:.1f}' y2='{0:.1f}'/>"
            "<text x='{3}' y='{4:.1f}' text-anchor='end'>{5:g}</text>\n",
            frame.at_y(y), left, width - right, left - 6, frame.at_y(y) + 4, y + 0.0);
    }
    return out;
}

}  // namespace

std::string html_text(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        switch (letter) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += letter;
        }
    }
    return out;
}

std::string svg_of(const Plot& plot) {
    Frame frame;
    for (const PlotLine& line : plot.lines) {
        for (std::size_t i = 0; i < line.x.size(); ++i) {
            frame.x.take(line.x[i]);
            frame.y.take(line.y[i]);
        }
    }
    std::string title = plot.title;
    if (plot.y_reach) {
        title += text_of_cut(frame.y, *plot.y_reach, plot.y_label);
        frame.y = {-*plot.y_reach, *plot.y_reach};
    }
    frame.x.widen();
    frame.y.widen();

    std::string out = fmt::format(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {0} {1}' width='{0}' height='{1}' "
        "font-family='sans-serif' font-size='12' fill='#444'>\n"
        "<style>.grid{{stroke:#ddd}}.line{{fill:none;stroke-width:1.2}}</style>\n"
        "<rect width='{0}' height='{1}' fill='#fff'/>\n"
        "<text x='{2}' y='18' font-size='14' font-weight='bold'>{3}</text>\n",
        width, height, left, html_text(title));
    out += grid_of(frame);
    double label_x = width - right;
    for (auto line = plot.lines.rbegin(); line != plot.lines.rend(); ++line) {
        if (!line->label.empty()) {
            out += fmt::format("<text x='{:.0f}' y='18' text-anchor='end' fill='{}'>{}</text>\n",
                               label_x, line->colour, html_text(line->label));
            label_x -= 8.0 * static_cast<double>(line->label.size()) + 12.0;
        }
    }
    for (const PlotLine& line : plot.lines) {
        out += fmt::format("<polyline class='line' stroke='{}' points='{}'/>\n", line.colour,
                           points_of(frame, line));
    }
    out += fmt::format(
        "<text x='{:.0f}' y='{:.0f}' text-anchor='middle'>{}</text>\n"
        "<text transform='translate(14 {:.0f}) rotate(-90)' text-anchor='middle'>{}</text>\n"
        "</svg>\n",
        0.5 * (left + width - right), height - 8, html_text(plot.x_label),
        0.5 * (top + height - bottom), html_text(plot.y_label));
    return out;
}

}  // namespace reports
