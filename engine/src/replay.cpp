#include "engine/replay.hpp"

#include "engine/core_text.hpp"
#include "engine/remote_event.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace engine {

namespace {

constexpr std::uint64_t progress_every = 1000;  // times that the core is asked

SimTime time_of(std::uint64_t ticks) {
    return tick_time * static_cast<std::int64_t>(ticks);
}

constexpr std::array<std::pair<std::string_view, std::array<EventKind, 2>>, 3> output_breaks{{
    {"load", {EventKind::LoadOn, EventKind::LoadOff}},
    {"charger", {EventKind::ChargerOn, EventKind::ChargerOff}},
    {"pre_alarm", {EventKind::PreAlarmOn, EventKind::PreAlarmOff}},
}};

class Replay {
  public:
    Replay(ReplaySource& source, const ReplayOptions& options)
        : source_{source}, options_{options}, head_{source.head()} {
        result_.core = head_.core;
        expected_ = shown_by(head_.core);
        seen_ = look();
        until_ticks_ = options.until ? static_cast<std::uint64_t>(*options.until / tick_time)
                                     : std::numeric_limits<std::uint64_t>::max();
    }

    ReplayResult run() {
        if (options_.watcher != nullptr) {
            options_.watcher->shows(0, result_.core, seen_);
        }
        while (!is_over()) {
            const auto step = source_.next();
            if (!step) {
                break;
            }
            take(*step);
        }
        result_.end = time_of(ticks_);
        result_.view = source_.view_after(ticks_ - step_began_);
        return std::move(result_);
    }

  private:
    bool is_over() const { return result_.stopped_by || ticks_ >= until_ticks_; }

    BmsLook look() const {
        return {.status = result_.has_supply ? result_.core.status() : bms::Status{},
                .active = result_.core.protection().active(),
                .command = command_,
                .is_powered = result_.has_supply};
    }

    void take(const ReplayStep& step) {
        line_ = step.line;
        command_ = step.sample.command;
        step_began_ = ticks_;
        begin(step);
        const std::uint64_t end = step_began_ + step.ticks;
        while (ticks_ < end && !is_over()) {
            run_some(step);
            tell();
            if (ticks_ < end || !step.expected) {
                compare_unrecorded_change();
            }
            if (options_.progress && ++calls_ % progress_every == 0) {
                options_.progress(time_of(ticks_));
            }
        }
        if (ticks_ == end && step.expected) {
            compare(*step.expected);
        }
    }

    /// What changes before the first tick of a step: the supply, the remote terminals.
    void begin(const ReplayStep& step) {
        if (step.has_supply != result_.has_supply) {
            result_.has_supply = step.has_supply;
            if (step.has_supply) {
                result_.core = bms::Core{result_.core.memory()};
            }
            tell();
        }
        const bool is_first = ticks_ == 0;
        const bms::RemotePins before = result_.sample.pins;
        result_.sample = step.sample;
        auto remote =
            remote_change(time_of(ticks_ + 1), before, step.sample.pins, step.sample.bank_voltage);
        if (!is_first && remote) {
            add(std::move(*remote));
        }
        if (options_.watcher != nullptr && step.ticks > 0) {
            options_.watcher->given(ticks_ + 1, step.sample);
        }
    }

    /// Runs the step on, at most until something changes.
    void run_some(const ReplayStep& step) {
        const std::uint64_t left = std::min(step_began_ + step.ticks, until_ticks_) - ticks_;
        const bms::Ticks n{
            static_cast<std::uint32_t>(std::min<std::uint64_t>(left, bms::Core::most_ticks.count))};
        if (!step.has_supply) {
            ticks_ += left;
        } else if (step.flow) {
            ticks_ += run_flow(step, static_cast<std::uint32_t>(ticks_ - step_began_), n).count;
        } else {
            ticks_ += result_.core.advance(step.sample, held_integrals(step.sample, n), n).count;
        }
    }

    /// A flow is spread over more ticks than the step may have. The call that was recorded is made
    /// again; a core that does not stop where that one did goes on tick by tick.
    bms::Ticks run_flow(const ReplayStep& step, std::uint32_t done, bms::Ticks most) {
        if (done == 0) {
            bms::Core trial = result_.core;
            const bms::Ticks ran = trial.advance(step.sample, *step.flow, {step.flow_ticks});
            if (ran <= most) {
                result_.core = trial;
                return ran;
            }
        }
        const bms::Integrals share = share_of(*step.flow, done, done + 1, step.flow_ticks);
        return result_.core.advance(step.sample, share, {1});
    }

    /// What has changed becomes events.
    void tell() {
        const BmsLook before = seen_;
        seen_ = look();
        if (seen_ == before) {
            return;
        }
        const auto view = source_.view_after(ticks_ - step_began_);
        std::vector<Event> events = status_events(
            time_of(ticks_), before, seen_,
            {.sample = result_.sample, .core = result_.core, .view = view ? &*view : nullptr});
        for (Event& event : events) {
            add(std::move(event));
        }
        if (options_.watcher != nullptr && (!events.empty() || seen_.status != before.status)) {
            options_.watcher->shows(ticks_, result_.core, seen_);
        }
    }

    void add(Event event) {
        for (const Breakpoint& stop : options_.breaks) {
            if (!result_.stopped_by && stop.stops_at(event)) {
                result_.stopped_by = stop.name();
            }
        }
        result_.events.push_back(std::move(event));
    }

    Shown shown() const {
        return result_.has_supply ? shown_by(result_.core) : shown_without_supply(result_.core);
    }

    void compare(const Expected& expected) {
        ++result_.compared;
        const Shown now = shown();
        std::vector<FieldDifference> fields;
        add_differences(fields, bms::status_fields, expected.status_fields, &expected.shown.status,
                        &now.status);
        add_differences(fields, reading_fields, expected.reading_fields, &expected.shown.readings,
                        &now.readings);
        expected_ = expected.shown;
        unrecorded_ = fields.empty() ? std::nullopt : std::optional{now.status};
        note(std::move(fields));
    }

    /// Where every change was recorded, one that was not is a difference.
    void compare_unrecorded_change() {
        const Shown now = shown();
        if (!head_.every_change || now.status == unrecorded_.value_or(expected_.status)) {
            return;
        }
        std::vector<FieldDifference> fields;
        add_differences(fields, bms::status_fields, ~0U, &expected_.status, &now.status);
        unrecorded_ = fields.empty() ? std::nullopt : std::optional{now.status};
        note(std::move(fields));
    }

    void note(std::vector<FieldDifference> fields) {
        if (fields.empty()) {
            return;
        }
        ++result_.differing;
        if (!result_.first_difference) {
            result_.first_difference = {.at = time_of(ticks_),
                                        .line = line_,
                                        .fields = std::move(fields),
                                        .sample = result_.sample};
        }
    }

    static void add_differences(std::vector<FieldDifference>& out,
                                std::span<const bms::NumberField> fields, std::uint32_t which,
                                const void* recorded, const void* replayed) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (((which >> i) & 1U) != 0 && !is_same(fields[i], recorded, replayed)) {
                out.push_back({.field = fields[i].name,
                               .recorded = value_text(fields[i], recorded),
                               .replayed = value_text(fields[i], replayed)});
            }
        }
    }

    ReplaySource& source_;
    const ReplayOptions& options_;
    const ReplayHead& head_;
    ReplayResult result_;
    bms::Command command_{};
    BmsLook seen_;
    Shown expected_;                         // by the record, at this tick
    std::optional<bms::Status> unrecorded_;  // told already
    std::uint64_t ticks_ = 0;
    std::uint64_t step_began_ = 0;
    std::uint64_t calls_ = 0;
    std::uint64_t until_ticks_ = 0;
    int line_ = 0;
};

}  // namespace

std::optional<Breakpoint> Breakpoint::parse(std::string_view text) {
    const std::vector<std::string> known = names();
    if (std::find(known.begin(), known.end(), text) == known.end()) {
        return std::nullopt;
    }
    Breakpoint out;
    out.name_ = text;
    return out;
}

std::vector<std::string> Breakpoint::names() {
    std::vector<std::string> names;
    for (const bms::CodeText& code : bms::code_texts) {
        names.emplace_back(code.spelled);
    }
    for (const auto& [output, kinds] : output_breaks) {
        names.emplace_back(output);
    }
    for (const EventRow& row : event_table) {
        names.emplace_back(row.name);
    }
    return names;
}

bool Breakpoint::stops_at(const Event& event) const {
    if (event.kind == EventKind::CodeRaised && event.code == name_) {
        return true;
    }
    for (const auto& [output, kinds] : output_breaks) {
        if (output == name_ && (event.kind == kinds[0] || event.kind == kinds[1])) {
            return true;
        }
    }
    return row_of(event.kind).name == name_;
}

ReplayResult replay(ReplaySource& source, const ReplayOptions& options) {
    return Replay{source, options}.run();
}

}  // namespace engine
