#include "reports/replay.hpp"

#include "bms/source_hash.hpp"
#include "engine/core_text.hpp"
#include "place.hpp"
#include "reports/tell.hpp"

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

std::string when(double t_s, double day, const std::string& iso, Language language) {
    return tell(language, "{:>12.1f} s  day {:>8.4f}  {} {}", "{:>12.1f} s  dag {:>8.4f}  {} {}",
                t_s, day, iso.substr(0, 10), iso.substr(11, 8));
}

std::string line_of(const EventPart& event, Language language) {
    std::string line =
        fmt::format("  {}  {:<14}", when(event.t_s, event.day, event.date, language), event.event);
    if (!event.code.empty()) {
        line += "  " + event.code;
    }
    line += "  " + event.cause;
    const std::string place = place_of(event, language);
    return line + (place.empty() ? "" : "  " + place) + '\n';
}

std::string comparison_text(const ReplayDocument& document, Language language) {
    if (document.outcome == "not_compared") {
        return tell(language, "Nothing to compare with: no outputs were recorded.\n",
                    "Inget att jämföra med: inga utgångar spelades in.\n");
    }
    if (!document.first_difference) {
        return tell(
            language, "As recorded: the same at all {} places where outputs were recorded.\n",
            "Som inspelat: lika på alla {} ställen där utgångar spelades in.\n", document.compared);
    }
    const DifferencePart& first = *document.first_difference;
    std::string text =
        tell(language, "DIFFERENT from the record at {} of {} places; the first:\n  {}  {}:{}\n",
             "SKILJER SIG från inspelningen på {} av {} ställen; det första:\n  {}  {}:{}\n",
             document.differing, document.compared,
             when(first.t_s, first.day, first.date, language), document.file, first.line);
    text += fmt::format("    {:<18}{:<36}{}\n", "", tell(language, "recorded", "inspelat"),
                        tell(language, "now", "nu"));
    for (const FieldDifferencePart& row : first.fields) {
        text += fmt::format("    {:<18}{:<36}{}\n", row.field, row.recorded, row.replayed);
    }
    text += tell(language, "  given then:", "  givet då:");
    for (const auto& [name, value] : first.sample.values) {
        text += ' ' + name.substr(name.find('.') + 1) + '=' + text_of(value);
    }
    text += tell(language, "\n  for the whole state: banktwin replay {} --until {}s --dump-state\n",
                 "\n  för hela tillståndet: banktwin replay {} --until {}s --dump-state\n",
                 document.file, fmt::format("{:.1f}", first.t_s));
    if (document.recorded_core_hash && *document.recorded_core_hash != document.core_hash) {
        text += tell(language, "  the record is of another core ({:.12}…, this is {:.12}…)\n",
                     "  inspelningen är av en annan kärna ({:.12}…, detta är {:.12}…)\n",
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
        if (result.view) {
            engine::append_dump(state.values, *result.view, result.core.settings());
        }
        document.state = std::move(state);
    }
    document.core_hash = bms::source_hash();
    if (!head.core_source_hash.empty()) {
        document.recorded_core_hash = head.core_source_hash;
    }
    return document;
}

std::string replay_text(const ReplayDocument& document, Language language) {
    std::string text = fmt::format(
        "{}\n\n", document.name_of_recording.empty() ? document.file : document.name_of_recording);
    for (const EventPart& event : document.events) {
        text += line_of(event, language);
    }
    text += fmt::format(
        "  {}  {}\n\n", when(document.end.t_s, document.end.day, document.end.date, language),
        document.stopped_by
            ? tell(language, "stopped by --break {}", "stoppad av --break {}", *document.stopped_by)
            : tell(language, "end", "slut"));
    text += comparison_text(document, language);
    if (!document.columns_not_read.empty()) {
        text += tell(language, "Columns that are not read: {}.\n", "Kolumner som inte läses: {}.\n",
                     fmt::join(document.columns_not_read, ", "));
    }
    if (document.state) {
        text += tell(language, "\nState at the end\n", "\nTillstånd vid slutet\n");
        for (const auto& [name, value] : document.state->values) {
            text += fmt::format("  {:<44}{}\n", name, text_of(value));
        }
    }
    return text;
}

}  // namespace reports
