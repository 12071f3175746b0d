#include "engine/trace.hpp"

#include "engine/core_text.hpp"
#include "engine/field.hpp"
#include "engine/input_error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <utility>
#include <vector>

namespace engine {

namespace {

constexpr std::string_view every_change = "every_change";
/// A line of a trace is far shorter: 40 fields of 30 letters.
constexpr std::size_t room_for_a_line = TextLines::longest;

void append(std::string& text, std::uint64_t number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text.append(digits.data(), end);
}

bool is_held(const bms::BankSample& sample, const bms::Integrals& integrals, bms::Ticks of) {
    const bms::Integrals held = bms::held_integrals(sample, of);
    return std::memcmp(&held, &integrals, sizeof held) == 0;
}

SimTime time_of(std::uint64_t ticks) {
    return tick_time * static_cast<std::int64_t>(ticks);
}

}  // namespace

// --- writing ---

TraceWriter::TraceWriter(const std::string& path) : file_{path, trace_kind} {
    line_.reserve(room_for_a_line);
}

void TraceWriter::write_line() {
    line_ += '\n';
    file_.write(line_);
    line_.clear();
}

void TraceWriter::begin(const ReplayHead& head) {
    calendar_ = head.calendar;
    shown_ = shown_by(head.core);
    file_.write(trace_kind.mark);
    file_.write(
        "# What a BMS core was given, and what it showed. Times are in ticks of 100 ms, currents "
        "positive\n# when they charge. banktwin replay THIS_FILE runs it again.\n");
    line_ = "name " + head.name;
    std::replace(line_.begin(), line_.end(), '\n', ' ');
    write_line();
    line_ = "start " + format_date(calendar_.local(SimTime{0}));
    write_line();
    line_ = "utc_offset " + format_utc_offset(calendar_.utc_offset);
    write_line();
    line_ = "core_source_hash " + head.core_source_hash;
    write_line();
    line_ = "layout";
    const bms::BankLayout nothing{};
    append_differences(line_, bms::layout_fields, &head.layout, &nothing);
    write_line();
    for (const bms::SettingRow& row : bms::settings_table) {
        line_ = "setting " + setting_name(row) + '=' +
                std::to_string(head.core.settings().count(row.setting));
        write_line();
    }
    const bms::Core fresh{bms::Memory{.settings = head.core.settings()}};
    for (const bms::CorePart& part : bms::Fields::parts) {
        const auto at = [&](const bms::Core& core) {
            return reinterpret_cast<const std::byte*>(&core) + part.offset;
        };
        line_ = std::string{"state "} + part.name;
        const std::size_t empty = line_.size();
        append_differences(line_, part.fields, at(head.core), at(fresh));
        if (line_.size() > empty) {
            write_line();
        }
    }
    line_ = "expect ";
    line_ += every_change;
    write_line();
    line_.reserve(room_for_a_line);
}

void TraceWriter::write_pending() {
    if (pending_ticks_ == 0) {
        return;
    }
    if (has_supply_) {
        append(line_, pending_ticks_);
        append_differences(line_, bms::sample_fields, &sample_, &written_);
        written_ = sample_;
    } else {
        line_ += "off ";
        append(line_, pending_ticks_);
    }
    write_line();
    pending_ticks_ = 0;
}

void TraceWriter::ran(const bms::BankSample& sample, const bms::Integrals& integrals, bms::Ticks of,
                      bms::Ticks done, const bms::Core& core) {
    if (!has_supply_ || !(sample == sample_)) {
        write_pending();
        has_supply_ = true;
        sample_ = sample;
    }
    if (is_held(sample, integrals, of)) {
        pending_ticks_ += done.count;
    } else {
        write_pending();
        constexpr bms::Integrals nothing{};
        line_ += "flow ";
        append(line_, of.count);
        append_differences(line_, bms::integral_fields, &integrals, &nothing);
        write_line();
        pending_ticks_ = done.count;
        write_pending();
    }
    ticks_ += done.count;
    if (core.status() != shown_.status) {
        show(shown_by(core));
    }
}

void TraceWriter::without_supply(bms::Ticks ticks, const bms::Core& core) {
    if (has_supply_) {
        write_pending();
        has_supply_ = false;
        if (ticks.count == 0) {
            line_ += "off 0";
            write_line();
        }
    }
    pending_ticks_ += ticks.count;
    ticks_ += ticks.count;
    if (shown_.status != bms::Status{}) {
        show(shown_without_supply(core));
    }
}

void TraceWriter::show(const Shown& shown) {
    write_pending();
    const SimTime now = time_of(ticks_);
    line_ += "# ";
    line_ += calendar_.iso(now);
    write_line();
    line_ += '=';
    append_differences(line_, bms::status_fields, &shown.status, &shown_.status);
    for (const bms::NumberField& field : reading_fields) {
        line_ += ' ';
        line_ += field.name;
        line_ += '=';
        append_value(line_, field, &shown.readings);
    }
    write_line();
    shown_ = shown;
}

void TraceWriter::finish(const bms::Core& core) {
    show(has_supply_ ? shown_by(core) : shown_without_supply(core));
    line_ += "end ";
    append(line_, ticks_);
    write_line();
    file_.finish();
}

// --- reading ---

namespace {

/// One word of a line.
struct Word {
    std::string_view text;
    int column;
};

/// "name=value"
struct Pair {
    std::string_view name;
    std::string_view value;
    int column;  // of the name
};

/// The first words of the lines of the body.
bool begins_a_step(std::string_view word) {
    const bool is_number = word.front() >= '0' && word.front() <= '9';
    return is_number || word == "off" || word == "flow" || word == "=" || word == "end";
}

std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& known) {
    const auto guess = nearest(wrong, known);
    return guess ? "; did you mean " + *guess + "?" : "";
}

std::vector<std::string> names_of(std::span<const bms::NumberField> fields) {
    std::vector<std::string> names;
    for (const bms::NumberField& field : fields) {
        names.emplace_back(field.name);
    }
    return names;
}

/// "protection, monitor or history"
std::string parts_of_the_core() {
    std::string text;
    for (const bms::CorePart& part : bms::Fields::parts) {
        const bool is_last = &part == &bms::Fields::parts.back();
        text += (text.empty() ? "" : is_last ? " or " : ", ") + std::string{part.name};
    }
    return text;
}

}  // namespace

/// The lines of a trace, one at a time, in words.
class TraceReader::Lines {
  public:
    explicit Lines(TextLines text) : text_{std::move(text)} {
        const std::string mark{trace_kind.mark.substr(0, trace_kind.mark.size() - 1)};
        if (!text_.next() || text_.line() != mark) {
            throw error(1, "expects " + mark + " as its first line");
        }
    }

    std::optional<double> part_read() const { return text_.part_read(); }

    /// Goes to the next line that has words; false at the end.
    bool next() {
        if (is_kept_) {
            is_kept_ = false;
            return !words_.empty();
        }
        words_.clear();
        while (words_.empty() && text_.next()) {
            split();
        }
        return !words_.empty();
    }
    /// The line just given will be given again.
    void keep() { is_kept_ = true; }

    int line() const { return text_.number(); }
    const std::vector<Word>& words() const { return words_; }
    /// What the line is about.
    std::string_view first() const { return words_[0].text; }
    /// The rest of the line behind its first word.
    std::string_view rest() const {
        const std::string_view line = text_.line();
        const std::size_t end_of_first =
            static_cast<std::size_t>(words_[0].column - 1) + words_[0].text.size();
        const std::size_t begin = line.find_first_not_of(' ', end_of_first);
        return begin == std::string_view::npos ? std::string_view{} : line.substr(begin);
    }
    /// The word after the first, and no other.
    const Word& only_word() const {
        if (words_.size() != 2) {
            throw error(words_.size() > 2 ? words_[2].column : words_[0].column,
                        std::string{first()} + " expects one word behind it");
        }
        return words_[1];
    }

    template <class Number>
    Number ticks(const Word& word) const {
        Number number{};
        const char* const end = word.text.data() + word.text.size();
        const auto [stop, fault] = std::from_chars(word.text.data(), end, number);
        if (fault != std::errc{} || stop != end) {
            throw error(word.column,
                        "expects a number of ticks, not \"" + std::string{word.text} + '"');
        }
        return number;
    }

    Pair pair(const Word& word) const {
        const std::size_t equals = word.text.find('=');
        if (equals == std::string_view::npos) {
            throw error(word.column, "expects name=value, not \"" + std::string{word.text} + '"');
        }
        return {word.text.substr(0, equals), word.text.substr(equals + 1), word.column};
    }
    InputError unknown(const Pair& pair, const std::vector<std::string>& known) const {
        return error(pair.column,
                     std::string{pair.name} + ": unknown name" + did_you_mean(pair.name, known));
    }
    void set(const bms::NumberField& field, void* owner, const Pair& pair) const {
        if (const auto fault = assign(field, owner, pair.value)) {
            throw error(pair.column + static_cast<int>(pair.name.size()) + 1,
                        std::string{pair.name} + ": " + *fault);
        }
    }
    /// Sets everything that the words from number `from` on name.
    void set_all(std::size_t from, std::span<const bms::NumberField> fields, void* owner) const {
        for (std::size_t i = from; i < words_.size(); ++i) {
            const Pair each = pair(words_[i]);
            const bms::NumberField* field = find_number(fields, each.name);
            if (field == nullptr) {
                throw unknown(each, names_of(fields));
            }
            set(*field, owner, each);
        }
    }

    InputError error(int column, const std::string& message) const {
        return text_.error(column, message);
    }

  private:
    void split() {
        const std::string_view line = text_.line();
        for (std::size_t begin = 0; begin < line.size();) {
            begin = line.find_first_not_of(' ', begin);
            if (begin == std::string_view::npos || line[begin] == '#') {
                return;
            }
            const std::size_t end = std::min(line.find(' ', begin), line.size());
            words_.push_back({line.substr(begin, end - begin), static_cast<int>(begin) + 1});
            begin = end;
        }
    }

    TextLines text_;
    std::vector<Word> words_;
    bool is_kept_ = false;
};

TraceReader::~TraceReader() = default;

TraceReader::TraceReader(TextLines text) : lines_{std::make_unique<Lines>(std::move(text))} {
    bms::Settings settings;
    while (lines_->next()) {
        if (begins_a_step(lines_->first())) {
            lines_->keep();
            break;
        }
        read_head_line(settings);
    }
    begin_core(settings);
    expected_.shown = shown_by(head_.core);
}

/// The core starts with its settings; what the head says of its state goes on top.
void TraceReader::begin_core(const bms::Settings& settings) {
    if (has_core_) {
        return;
    }
    if (const auto violation = bms::first_violation(settings)) {
        throw lines_->error(1, "the settings above do not go together: " +
                                   setting_name(bms::row_of(violation->lower)) +
                                   (violation->upper == bms::Setting::None
                                        ? " is outside its range"
                                        : " and " + setting_name(bms::row_of(violation->upper)) +
                                              " are in the wrong order"));
    }
    head_.core = bms::Core{bms::Memory{.settings = settings}};
    has_core_ = true;
}

void TraceReader::read_head_line(bms::Settings& settings) {
    const std::string_view word = lines_->first();
    if (word == "name") {
        head_.name = lines_->rest();
    } else if (word == "core_source_hash") {
        head_.core_source_hash = lines_->only_word().text;
    } else if (word == "start" || word == "utc_offset") {
        read_calendar(word == "start");
    } else if (word == "layout") {
        lines_->set_all(1, bms::layout_fields, &head_.layout);
    } else if (word == "setting") {
        read_setting(settings);
    } else if (word == "state") {
        begin_core(settings);
        read_state();
    } else if (word == "expect") {
        if (lines_->only_word().text != every_change) {
            throw lines_->error(lines_->words()[1].column, "expect knows every_change only");
        }
        head_.every_change = true;
    } else {
        throw lines_->error(
            lines_->words()[0].column,
            '"' + std::string{word} + "\" begins no line of a trace" +
                did_you_mean(word, {"name", "start", "utc_offset", "layout", "core_source_hash",
                                    "setting", "state", "expect", "off", "flow", "end"}));
    }
}

void TraceReader::read_calendar(bool is_start) {
    Calendar& calendar = head_.calendar;
    const Instant local = calendar.local(SimTime{0});
    const auto start = is_start ? parse_date(lines_->rest()) : std::optional{local};
    const auto offset =
        is_start ? std::optional{calendar.utc_offset} : parse_utc_offset(lines_->rest());
    if (!start || !offset) {
        throw lines_->error(lines_->words()[0].column,
                            is_start ? "start expects a date: 2026-11-01, 2026-11-01 18:30"
                                     : "utc_offset expects hours and minutes: +01:00");
    }
    calendar = {.start = *start - *offset, .utc_offset = *offset};
}

void TraceReader::read_setting(bms::Settings& settings) {
    const Pair pair = lines_->pair(lines_->only_word());
    const bms::SettingRow* row = find_setting(pair.name);
    if (row == nullptr) {
        std::vector<std::string> known;
        for (const bms::SettingRow& each : bms::settings_table) {
            known.push_back(setting_name(each));
        }
        throw lines_->unknown(pair, known);
    }
    if (has_core_) {
        throw lines_->error(pair.column, "settings stand before the state");
    }
    const bms::NumberField field = {.name = "",
                                    .offset = 0,
                                    .size = sizeof(std::int32_t),
                                    .is_signed = true,
                                    .count = 1,
                                    .lowest = row->lowest,
                                    .highest = row->highest,
                                    .spelling = bms::Spelling::Number,
                                    .words = {},
                                    .elements = {}};
    lines_->set(field, settings.count_address(row->setting), pair);
}

void TraceReader::read_state() {
    const std::vector<Word>& words = lines_->words();
    for (const bms::CorePart& part : bms::Fields::parts) {
        if (words.size() > 1 && words[1].text == part.name) {
            lines_->set_all(2, part.fields,
                            reinterpret_cast<std::byte*>(&head_.core) + part.offset);
            return;
        }
    }
    throw lines_->error(words[0].column,
                        "state expects a part of the core: " + parts_of_the_core());
}

const ReplayHead& TraceReader::head() const {
    return head_;
}

std::optional<double> TraceReader::part_read() const {
    return lines_->part_read();
}

std::optional<ReplayStep> TraceReader::next() {
    step_.flow.reset();
    step_.expected.reset();
    bool has_step = false;
    while (lines_->next()) {
        const std::string_view word = lines_->first();
        if (has_step && word != "=") {
            lines_->keep();
            return step_;
        }
        if (step_.flow && !has_step && (word == "=" || word == "end")) {
            throw lines_->error(lines_->words()[0].column,
                                "the flow above needs a line with its ticks");
        }
        if (word == "=") {
            read_expected();
            if (!has_step) {
                step_.ticks = 0;  // before the first tick
            }
            return step_;
        }
        if (word == "end") {
            read_end();
            return std::nullopt;
        }
        has_step = read_step();
    }
    throw lines_->error(1, "the trace ends without its last line, end: it is cut short");
}

/// One line of the body; true when it makes a step of its own.
bool TraceReader::read_step() {
    const std::vector<Word>& words = lines_->words();
    const std::string_view word = words[0].text;
    step_.line = lines_->line();
    if (word == "flow") {
        if (words.size() < 2) {
            throw lines_->error(words[0].column, "flow expects a number of ticks");
        }
        step_.flow_ticks = lines_->ticks<std::uint32_t>(words[1]);
        step_.flow.emplace();
        lines_->set_all(2, bms::integral_fields, &*step_.flow);
        return false;
    }
    if (word == "off") {
        step_.ticks = lines_->ticks<std::uint64_t>(lines_->only_word());
    } else if (begins_a_step(word)) {
        step_.ticks = lines_->ticks<std::uint64_t>(words[0]);
        lines_->set_all(1, bms::sample_fields, &step_.sample);
    } else {
        throw lines_->error(words[0].column, '"' + std::string{word} +
                                                 "\" begins no line of a trace's body" +
                                                 did_you_mean(word, {"off", "flow", "end"}));
    }
    step_.has_supply = word != "off";
    if (step_.flow && (!step_.has_supply || step_.ticks > step_.flow_ticks)) {
        throw lines_->error(words[0].column,
                            "the flow above is for a sample held no longer than its ticks");
    }
    ticks_ += step_.ticks;
    return true;
}

void TraceReader::read_expected() {
    Expected& expected = expected_;
    constexpr std::size_t status_count = bms::status_fields.size();
    static_assert(status_count < 32);
    expected.status_fields = head_.every_change ? (1U << status_count) - 1 : 0;
    expected.reading_fields = 0;
    for (std::size_t i = 1; i < lines_->words().size(); ++i) {
        const Pair pair = lines_->pair(lines_->words()[i]);
        if (const auto* field = find_number(bms::status_fields, pair.name)) {
            lines_->set(*field, &expected.shown.status, pair);
            expected.status_fields |= 1U << (field - bms::status_fields.data());
        } else if (const auto* reading = find_number(reading_fields, pair.name)) {
            lines_->set(*reading, &expected.shown.readings, pair);
            expected.reading_fields |= 1U << (reading - reading_fields.data());
        } else {
            std::vector<std::string> known = names_of(bms::status_fields);
            const std::vector<std::string> readings = names_of(reading_fields);
            known.insert(known.end(), readings.begin(), readings.end());
            throw lines_->unknown(pair, known);
        }
    }
    step_.expected = expected;
    step_.line = lines_->line();
}

void TraceReader::read_end() {
    if (lines_->words().size() > 1 && lines_->ticks<std::uint64_t>(lines_->only_word()) != ticks_) {
        throw lines_->error(lines_->words()[1].column,
                            "the lines above hold " + std::to_string(ticks_) + " ticks");
    }
    if (lines_->next()) {
        throw lines_->error(1, "nothing may follow the end of a trace");
    }
}

}  // namespace engine
