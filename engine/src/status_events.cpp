#include "engine/status_events.hpp"

#include "engine/cause.hpp"
#include "engine/command_events.hpp"

#include <algorithm>
#include <utility>

namespace engine {

namespace {

/// "low_cell+remote_off": the reasons of a mask by name.
std::string names_of(bms::Reasons reasons) {
    std::string text;
    for (std::size_t bit = 0; bit < bms::reason_count; ++bit) {
        if (((reasons.bits >> bit) & 1U) != 0) {
            text += (text.empty() ? "" : "+") + std::string{bms::name_of_reason(bit)};
        }
    }
    return text;
}

/// The conditions that show a code, of those in `active`.
bms::Reasons behind(bms::Code code, bms::ConditionSet active) {
    bms::ConditionSet those;
    for (const bms::ConditionRow& row : bms::condition_table) {
        if (row.code == code && active.has(row.condition)) {
            those.insert(row.condition);
        }
    }
    return {those.bits};
}

/// D-22: the alarm of the same number is shown instead of a warning.
bool is_replaced(const bms::CodeText& warning, bms::CodeSet shown) {
    return warning.severity == bms::Severity::Warning &&
           std::any_of(bms::code_texts.begin(), bms::code_texts.end(),
                       [&](const bms::CodeText& other) {
                           return other.severity == bms::Severity::Alarm &&
                                  other.b_number == warning.b_number && shown.contains(other.code);
                       });
}

/// Two looks, and the events between them.
class Telling {
  public:
    Telling(SimTime now, const BmsLook& before, const BmsLook& after, const BmsSenses& senses)
        : now_{now}, before_{before}, after_{after}, senses_{senses} {}

    std::vector<Event> tell() {
        tell_supply();
        tell_commands();
        tell_time_out();
        tell_codes();
        tell_output(before_.status.load, after_.status.load, before_.status.load_reasons,
                    after_.status.load_reasons, {EventKind::LoadOn, "LOAD is High: loads may run"},
                    {EventKind::LoadOff, "LOAD floats: loads go off"});
        tell_output(before_.status.charger, after_.status.charger, before_.status.charger_reasons,
                    after_.status.charger_reasons,
                    {EventKind::ChargerOn, "CHARGER is High: charging is allowed"},
                    {EventKind::ChargerOff, "CHARGER floats: charging stops"});
        tell_pre_alarm();
        tell_synchronisation();
        tell_trust();
        return std::move(events_);
    }

  private:
    struct Words {
        EventKind kind;
        const char* text;
    };

    /// Of the first of these reasons that is a condition; without supply nothing is measured.
    Evidence evidence_of_first(bms::Reasons reasons) const {
        for (const bms::ConditionRow& row : bms::condition_table) {
            if (after_.is_powered && reasons.has(row.condition)) {
                return evidence_of(row.condition, senses_);
            }
        }
        return {};
    }

    /// Of what is over. The cell or battery that was meant is not the one that is at the extreme
    /// now.
    static void fill_in_over(Event& event, Evidence evidence) {
        evidence.battery = 0;
        evidence.cell = 0;
        fill_in(event, evidence);
    }

    static void fill_in(Event& event, const Evidence& evidence) {
        event.battery = evidence.battery;
        event.cell = evidence.cell;
        event.value = evidence.value;
        event.unit = evidence.unit;
    }

    Event& add(EventKind kind) {
        Event& event = events_.emplace_back();
        event.at = now_;
        event.kind = kind;
        return event;
    }

    void tell_supply() {
        if (before_.is_powered != after_.is_powered) {
            Event& event = add(after_.is_powered ? EventKind::BmsOn : EventKind::BmsOff);
            event.device = "bms";
            event.cause = name_of(after_.is_powered ? Cause::SupplyBack : Cause::NoSupply);
            event.text =
                after_.is_powered ? "The BMS has supply again" : "The BMS has no supply any more";
        }
    }

    /// What a power cut does to the status is no answer to a command.
    void tell_commands() {
        if (had_supply()) {
            for (Event& event :
                 command_events(now_, before_.status, after_.status, after_.command)) {
                events_.push_back(std::move(event));
            }
        }
    }

    /// An update that nobody ended; one that a command has failed is told with the command.
    void tell_time_out() {
        const bool has_failed = before_.status.update == bms::UpdateState::Running &&
                                after_.status.update == bms::UpdateState::Failed;
        const bool is_told = before_.status.receipt.sequence != after_.status.receipt.sequence;
        if (had_supply() && has_failed && !is_told) {
            Event& event = add(EventKind::UpdateFailed);
            event.cause = name_of(Cause::TimedOut);
            event.text = "The firmware update has not ended in its time: it has failed";
        }
    }

    void tell_codes() {
        for (const bms::CodeText& row : bms::code_texts) {
            const bool is = after_.status.codes.contains(row.code);
            if (is == before_.status.codes.contains(row.code)) {
                continue;
            }
            if (is) {
                tell_raised(row);
            } else {
                tell_cleared(row);
            }
        }
    }

    void tell_raised(const bms::CodeText& row) {
        const bms::Reasons reasons = behind(row.code, after_.active);
        const Evidence evidence = evidence_of_first(reasons);
        Event& event = add(EventKind::CodeRaised);
        event.code = row.spelled;
        event.cause = names_of(reasons);
        event.text = std::string{row.spelled} + " " + row.message_en + in_brackets(evidence);
        fill_in(event, evidence);
    }

    /// The cause of one that is over is what has ended.
    void tell_cleared(const bms::CodeText& row) {
        Event& event = add(EventKind::CodeCleared);
        event.code = row.spelled;
        event.text = std::string{row.spelled} + " " + row.message_en + ": ";
        if (!after_.is_powered) {
            event.cause = name_of(Cause::NoSupply);
            event.text += "not shown any more, the BMS has no supply";
        } else if (is_replaced(row, after_.status.codes)) {
            event.cause = name_of(Cause::ReplacedByAlarm);
            event.text += "the alarm takes its place";
        } else {
            const bms::ConditionSet ended{before_.active.bits & ~after_.active.bits};
            const bms::Reasons reasons = behind(row.code, ended);
            event.cause = names_of(reasons);
            event.text += "over";
            fill_in_over(event, evidence_of_first(reasons));
        }
    }

    void tell_output(bms::Output was, bms::Output is, bms::Reasons reasons_before,
                     bms::Reasons reasons_now, const Words& on, const Words& off) {
        if (was == is) {
            return;
        }
        const bool is_on = is == bms::Output::High;
        const Words& words = is_on ? on : off;
        const bms::Reasons reasons = is_on ? reasons_before : reasons_now;
        Event& event = add(words.kind);
        event.cause = after_.is_powered ? names_of(reasons) : std::string{name_of(Cause::NoSupply)};
        event.text = std::string{words.text} + " (" + event.cause + ")";
        const Evidence evidence = evidence_of_first(reasons);
        is_on ? fill_in_over(event, evidence) : fill_in(event, evidence);
    }

    void tell_pre_alarm() {
        if (before_.status.pre_alarm == after_.status.pre_alarm) {
            return;
        }
        const bool is_on = after_.status.pre_alarm == bms::Output::High;
        const bool has_load_opened = after_.status.load == bms::Output::Floating;
        const bms::Reasons ended =
            has_load_opened ? after_.status.load_reasons : before_.status.pre_alarm_reasons;
        const bms::Reasons reasons = is_on ? after_.status.pre_alarm_reasons : ended;
        Event& event = add(is_on ? EventKind::PreAlarmOn : EventKind::PreAlarmOff);
        event.cause = after_.is_powered ? names_of(reasons) : std::string{name_of(Cause::NoSupply)};
        event.text = std::string{is_on             ? "PRE-ALARM is High ("
                                 : has_load_opened ? "PRE-ALARM floats: LOAD is off ("
                                                   : "PRE-ALARM floats: over ("} +
                     event.cause + ")";
        const Evidence evidence = evidence_of_first(reasons);
        is_on || has_load_opened ? fill_in(event, evidence) : fill_in_over(event, evidence);
    }

    void tell_synchronisation() {
        if (had_supply() && before_.status.synchronisations != after_.status.synchronisations) {
            Event& event = add(EventKind::Synchronised);
            event.cause = name_of(Cause::FullCharge);
            event.value = 100.0;
            event.unit = "%";
            event.text = "The monitor synchronises to 100 %";
        }
    }

    void tell_trust() {
        const bms::SocTrust was = before_.status.soc_trust;
        const bms::SocTrust is = after_.status.soc_trust;
        if (!had_supply() || was == is) {
            return;
        }
        if (is == bms::SocTrust::Uncertain) {
            const bool is_updating = after_.status.update != bms::UpdateState::None;
            Event& event = add(EventKind::SocUncertain);
            const bool is_silent = senses_.sample.flags.has(bms::Flag::Silent);
            event.cause = is_updating
                              ? bms::name_of_reason(static_cast<std::size_t>(bms::Reason::Updating))
                              : name_of(is_silent ? Cause::Silent : Cause::NotCounted);
            event.text = "The state of charge is uncertain: a current was not known";
            if (!is_updating) {
                fill_in(event, evidence_of(bms::Condition::LinkWarning, senses_));
            }
        } else if (was == bms::SocTrust::Uncertain) {
            const bool is_by_itself =
                before_.status.synchronisations != after_.status.synchronisations;
            Event& event = add(EventKind::SocCertain);
            event.cause = name_of(is_by_itself ? Cause::Synchronised : Cause::ByHand);
            event.text = "The state of charge is certain again";
        }
    }

    bool had_supply() const { return before_.is_powered && after_.is_powered; }

    SimTime now_;
    const BmsLook& before_;
    const BmsLook& after_;
    const BmsSenses& senses_;
    std::vector<Event> events_;
};

}  // namespace

std::vector<Event> status_events(SimTime now, const BmsLook& before, const BmsLook& after,
                                 const BmsSenses& senses) {
    return Telling{now, before, after, senses}.tell();
}

}  // namespace engine
