#include "reports/replay.hpp"

#include "bms/source_hash.hpp"
#include "engine/core_text.hpp"

#include <fmt/format.h>

namespace reports {

namespace {

/// A number of the core as text: "3301", "high", "0,0,17".
std::string text_of(const engine::Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value.data())) {
        return std::to_string(*number);
    }
    if (const auto* word = std::get_if<std::string>(&value.data())) {
        return *word;
    }
    std::string text;
    for (const engine::Value& item : std::get<engine::ValueList>(value.data())) {
        text += (text.empty() ? "" : ",") + text_of(item);
    }
    return text;
}

std::string when(double t_s, double day, const std::string& iso) {
    return fmt::format("{:>12.1f} s  day {:>8.4f}  {} {}", t_s, day, iso.substr(0, 10),
                       iso.substr(11, 8));
}

std::string line_of(const EventPart& event) {
    std::string line =
        fmt::format("  {}  {:<14}", when(event.t_s, event.day, event.date), event.event);
    if (!event.code.empty()) {
        line += "  " + event.code;
    }
    if (!event.cause.empty()) {
        line += "  " + event.cause;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + '\n';
}

std::string comparison_text(const ReplayDocument& document) {
    if (document.outcome == "not_compared") {
        return "Nothing to compare with: no outputs were recorded.\n";
    }
    if (!document.first_difference) {
        return fmt::format("As recorded: the same at all {} places where outputs were recorded.\n",
                           document.compared);
    }
    const DifferencePart& first = *document.first_difference;
    std::string text =
        fmt::format("DIFFERENT from the record at {} of {} places; the first:\n  {}  {}:{}\n",
                    document.differing, document.compared, when(first.t_s, first.day, first.date),
                    document.file, first.line);
    text += fmt::format("    {:<18}{:<36}{}\n", "", "recorded", "now");
    for (const FieldDifferencePart& row : first.fields) {
        text += fmt::format("    {:<18}{:<36}{}\n", row.field, row.recorded, row.replayed);
    }
    text += "  given then:";
    for (const auto& [name, value] : first.sample.values) {
        text += ' ' + name.substr(name.find('.') + 1) + '=' + text_of(value);
    }
    text +=
        fmt::format("\n  for the whole state: banktwin replay {} --until {:.1f}s --dump-state\n",
                    document.file, first.t_s);
    if (document.recorded_core_hash && *document.recorded_core_hash != document.core_hash) {
        text += fmt::format("  the record is of another core ({:.12}…, this is {:.12}…)\n",
                            *document.recorded_core_hash, document.core_hash);
    }
    return text;
}

}  // namespace

ReplayDocument replay_document(const std::string& file, const engine::ReplayHead& head,
                               const engine::ReplayResult& result, bool with_state) {
    ReplayDocument document;
    document.file = file;
    document.name_of_recording = head.name;
    document.outcome = result.differing > 0  ? "different"
                       : result.compared > 0 ? "same"
                                             : "not_compared";
    document.compared = static_cast<int>(result.compared);
    document.differing = static_cast<int>(result.differing);
    if (const auto& first = result.first_difference) {
        DifferencePart part{.t_s = engine::to_seconds(first->at),
                            .day = engine::to_days(first->at),
                            .date = head.calendar.iso(first->at),
                            .line = first->line,
                            .fields = {},
                            .sample = {}};
        for (const engine::FieldDifference& row : first->fields) {
            part.fields.push_back({row.field, row.recorded, row.replayed});
        }
        engine::append_dump(part.sample.values, first->sample);
        document.first_difference = std::move(part);
    }
    document.end = *moment_part(head.calendar, result.end);
    document.stopped_by = result.stopped_by;
    for (const engine::Event& event : result.events) {
        document.events.push_back(event_part(head.calendar, event));
    }
    if (with_state) {
        NamedNumbers state;
        engine::append_dump(state.values, result.core);
        engine::append_dump(state.values, result.sample);
        document.state = std::move(state);
    }
    document.core_hash = bms::source_hash();
    if (!head.core_source_hash.empty()) {
        document.recorded_core_hash = head.core_source_hash;
    }
    return document;
}

std::string replay_text(const ReplayDocument& document) {
    std::string text = fmt::format(
        "{}\n\n", document.name_of_recording.empty() ? document.file : document.name_of_recording);
    for (const EventPart& event : document.events) {
        text += line_of(event);
    }
    text += fmt::format("  {}  {}\n\n", when(document.end.t_s, document.end.day, document.end.date),
                        document.stopped_by ? "stopped by --break " + *document.stopped_by : "end");
    text += comparison_text(document);
    if (document.state) {
        text += "\nState at the end\n";
        for (const auto& [name, value] : document.state->values) {
            text += fmt::format("  {:<44}{}\n", name, text_of(value));
        }
    }
    return text;
}

}  // namespace reports
