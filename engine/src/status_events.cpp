#include "engine/status_events.hpp"

#include "engine/cause.hpp"
#include "engine/command_events.hpp"

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

/// The conditions that show a code, of those now active.
std::string cause_of(bms::Code code, bms::ConditionSet active) {
    std::string text;
    for (const bms::ConditionRow& row : bms::condition_table) {
        if (row.code == code && active.has(row.condition)) {
            text += (text.empty() ? "" : "+") + std::string{row.name};
        }
    }
    return text;
}

/// Two looks, and the events between them.
class Telling {
  public:
    Telling(SimTime now, const BmsLook& before, const BmsLook& after)
        : now_{now}, before_{before}, after_{after} {}

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
            Event& event = add(is ? EventKind::CodeRaised : EventKind::CodeCleared);
            event.code = row.spelled;
            event.cause = is ? cause_of(row.code, after_.active) : "";
            event.text = std::string{row.spelled} + " " + row.message_en + (is ? "" : ": over");
        }
    }

    void tell_output(bms::Output was, bms::Output is, bms::Reasons reasons_before,
                     bms::Reasons reasons_now, const Words& on, const Words& off) {
        if (was == is) {
            return;
        }
        const bool is_on = is == bms::Output::High;
        const Words& words = is_on ? on : off;
        Event& event = add(words.kind);
        event.cause = after_.is_powered ? names_of(is_on ? reasons_before : reasons_now)
                                        : std::string{name_of(Cause::NoSupply)};
        event.text = words.text + (event.cause.empty() ? "" : " (" + event.cause + ")");
    }

    void tell_pre_alarm() {
        if (before_.status.pre_alarm == after_.status.pre_alarm) {
            return;
        }
        const bool is_on = after_.status.pre_alarm == bms::Output::High;
        Event& event = add(is_on ? EventKind::PreAlarmOn : EventKind::PreAlarmOff);
        event.cause =
            names_of(is_on ? after_.status.pre_alarm_reasons : after_.status.load_reasons);
        event.text = is_on ? "PRE-ALARM is High (" + event.cause + ")" : "PRE-ALARM floats";
    }

    void tell_synchronisation() {
        if (had_supply() && before_.status.synchronisations != after_.status.synchronisations) {
            Event& event = add(EventKind::Synchronised);
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
            event.cause = is_updating
                              ? bms::name_of_reason(static_cast<std::size_t>(bms::Reason::Updating))
                              : name_of(Cause::Silent);
            event.text = "The state of charge is uncertain: a current was not known";
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
    std::vector<Event> events_;
};

}  // namespace

std::vector<Event> status_events(SimTime now, const BmsLook& before, const BmsLook& after) {
    return Telling{now, before, after}.tell();
}

}  // namespace engine
