#include "report_parts.hpp"

#include "columns.hpp"
#include "reports/swedish.hpp"
#include "reports/tell.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace reports {

namespace {

constexpr std::size_t width = 100;

/// "mistake", "misstag"
std::string severity_word(const std::string& severity, Language language) {
    if (language == Language::English) {
        return severity;
    }
    return severity == "mistake" ? "misstag" : severity == "advice" ? "råd" : "notis";
}

/// What somebody's own catalogue says stays as it is.
std::string told(const std::string& text, Language language) {
    const std::string swedish = language == Language::Swedish ? swedish_note(text) : "";
    return swedish.empty() ? text : swedish;
}

std::string amount_of(const AssumptionPart& row, Language language) {
    std::string value =
        tell_number(language, told(row.value, language)) + (row.unit.empty() ? "" : " " + row.unit);
    if (row.low || row.high) {
        value += fmt::format(" ({} … {})", row.low ? tell_numbers(language, "{:g}", *row.low) : "",
                             row.high ? tell_numbers(language, "{:g}", *row.high) : "");
    }
    return value;
}

}  // namespace

std::string wrapped(const std::string& text, std::size_t indent) {
    std::string out;
    std::size_t column = indent;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        const std::string word = text.substr(begin, end - begin);
        if (column > indent && column + 1 + letters_of(word) > width) {
            out += '\n' + std::string(indent, ' ');
            column = indent;
        } else if (!out.empty()) {
            out += ' ';
            ++column;
        }
        out += word;
        column += letters_of(word);
        begin = end + 1;
    }
    return out;
}

std::string wrapped_keeping_columns(const std::string& line, std::size_t indent) {
    std::string out;
    std::string rest = line;
    std::size_t room = width - 2;
    while (letters_of(rest) > room) {
        const std::size_t at = rest.rfind(' ', room);
        if (at == std::string::npos || at == 0) {
            break;
        }
        out += rest.substr(0, at) + '\n' + std::string(indent, ' ');
        rest = rest.substr(at + 1);
        room = width - indent;
    }
    return out + rest;
}

void add_findings(std::string& out, const std::vector<FindingPart>& findings, Language language) {
    if (findings.empty()) {
        return;
    }
    out += tell(language, "Findings\n", "Anmärkningar\n");
    for (const FindingPart& row : findings) {
        out += fmt::format("  {} {}\n", padded(severity_word(row.severity, language), 8),
                           wrapped(fmt::format("{}: {}", row.finding, row.text), 11));
        if (!row.advice.empty()) {
            out += std::string(11, ' ') + wrapped("→ " + row.advice + " [" + row.source + "]", 13) +
                   '\n';
        }
    }
    out += '\n';
}

void add_assumptions(std::string& out, const std::vector<AssumptionPart>& assumptions,
                     Language language) {
    if (assumptions.empty()) {
        return;
    }
    out +=
        tell(language, "Assumptions ({}): unpublished values that the result stands on\n",
             "Antaganden ({}): opublicerade värden som resultatet vilar på\n", assumptions.size());
    // The BMS's levels and times are many and short; they share lines.
    std::string settings;
    for (const AssumptionPart& row : assumptions) {
        const bool is_setting = row.path.starts_with("bms.") && !row.low && !row.high;
        if (is_setting) {
            settings +=
                fmt::format("{}{} {} [{}]", settings.empty() ? "" : "; ", row.path.substr(4),
                            amount_of(row, language), told(row.note, language));
            continue;
        }
        const std::string line =
            fmt::format("{} {} {}", padded(told(row.path, language), 44),
                        padded(amount_of(row, language), 27), told(row.note, language));
        out += "  " + wrapped_keeping_columns(line, 74) + '\n';
    }
    if (!settings.empty()) {
        out += "  " + wrapped("bms: " + settings, 7) + '\n';
    }
    out += '\n';
}

}  // namespace reports
