#include "engine/outage.hpp"

#include "engine/cause.hpp"

#include <algorithm>
#include <array>

namespace engine {

namespace {

struct OutageRow {
    OutageKind kind;
    EventKind begins;
    std::string_view cause;  // "" is any
    EventKind ends;
};

constexpr std::array rows{
    OutageRow{OutageKind::BrownedOut, EventKind::BrownOut, "", EventKind::BrownOutOver},
    OutageRow{OutageKind::BrownedOut, EventKind::SwitchOpened, name_of(Cause::OwnLowVoltage),
              EventKind::SwitchClosed},
    OutageRow{OutageKind::LockedOut, EventKind::LockedOut, "", EventKind::LockedOutOver},
    OutageRow{OutageKind::BmsWithoutSupply, EventKind::BmsOff, "", EventKind::BmsOn},
};

void begin(std::vector<Outage>& outages, OutageKind kind, const Event& event) {
    auto it = std::find_if(outages.begin(), outages.end(), [&](const Outage& outage) {
        return outage.kind == kind && outage.device == event.device;
    });
    if (it == outages.end()) {
        it = outages.insert(it, {.kind = kind, .device = event.device, .first = event.at});
    }
    ++it->times;
    it->is_over = false;
    it->duration -= event.at;  // until it ends
}

void end(std::vector<Outage>& outages, OutageKind kind, const std::string& device, SimTime now) {
    for (Outage& outage : outages) {
        if (outage.kind == kind && outage.device == device && !outage.is_over) {
            outage.is_over = true;
            outage.duration += now;
        }
    }
}

}  // namespace

std::vector<Outage> outages_of(const std::vector<Event>& events, SimTime horizon) {
    std::vector<Outage> outages;
    for (const Event& event : events) {
        for (const OutageRow& row : rows) {
            if (event.kind == row.begins && (row.cause.empty() || event.cause == row.cause)) {
                begin(outages, row.kind, event);
            } else if (event.kind == row.ends) {
                end(outages, row.kind, event.device, event.at);
            }
        }
    }
    for (Outage& outage : outages) {
        outage.duration += outage.is_over ? SimTime{0} : horizon;
    }
    return outages;
}

}  // namespace engine
