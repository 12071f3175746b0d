#pragma once
// What happens to devices: they stop for their own limits, switches open and close.

#include "engine/cause.hpp"
#include "engine/event_log.hpp"
#include "engine/outage.hpp"
#include "engine/scenario.hpp"
#include "engine/system.hpp"

#include <optional>
#include <vector>

namespace engine {

class DeviceWatch {
  public:
    DeviceWatch(const Scenario& scenario, const System& system);

    /// What has changed since the last look becomes events.
    void look(SimTime now, EventLog& log);
    /// The loads that were fed and asked and have not run once, to the end of the run.
    std::vector<Outage> never_ran(SimTime horizon) const;

  private:
    struct Seen {
        bool is_switch = false;
        bool is_browned_out = false;
        bool is_alarming = false;
        models::OffReason reason = models::OffReason::None;
        Cause held_off_by = Cause::NotFed;  // the last that was more than a delay
        bool is_load = false;
        bool has_run = false;
        std::optional<SimTime> waits_since;  // fed and asked, and it does not run
    };

    void look_at_brown_out(SimTime now, std::size_t device, EventLog& log);
    void look_at_service(SimTime now, std::size_t device);
    void look_at_alarm(SimTime now, std::size_t device, EventLog& log);
    void look_at_reason(SimTime now, std::size_t device, EventLog& log);
    Event& tell(SimTime now, EventKind kind, std::size_t device, Cause cause, const char* what,
                EventLog& log) const;
    Cause cause_of(models::OffReason reason, std::size_t device) const;

    const System& system_;
    std::vector<Seen> seen_;  // of every device
};

}  // namespace engine
