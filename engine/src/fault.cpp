#include "engine/fault.hpp"

#include "engine/cause.hpp"
#include "engine/replay_source.hpp"
#include "engine/value.hpp"

#include <string>

namespace engine {

namespace {

std::uint32_t ticks_of(SimTime time) {
    return static_cast<std::uint32_t>((time + tick_time / 2) / tick_time);
}

std::string in_seconds(SimTime time) {
    return shortest(to_seconds(time)) + " s";
}

Fault gone_or_back(std::size_t battery, bool is_gone) {
    const int number = static_cast<int>(battery) + 1;
    return {
        .befall = [=](System& system, SimTime) { system.bms().link().set_gone(battery, is_gone); },
        .event = {.kind = is_gone ? EventKind::BatteryGone : EventKind::BatteryBack,
                  .battery = number,
                  .text = "Battery " + std::to_string(number) +
                          (is_gone ? " sends nothing any more" : " sends again")}};
}

Fault lead(std::size_t battery, bool is_off) {
    const int number = static_cast<int>(battery) + 1;
    return {
        .befall = [=](System& system, SimTime now) { system.set_connected(now, battery, !is_off); },
        .event =
            Event{.kind = is_off ? EventKind::BatteryDisconnected : EventKind::BatteryConnected,
                  .battery = number,
                  .text = "Battery " + std::to_string(number) +
                          (is_off ? " is taken out of the circuit: its string carries nothing"
                                  : " is in the circuit again")}};
}

Fault exchange(std::size_t battery, const ExchangeEntry& other) {
    const int number = static_cast<int>(battery) + 1;
    return {.befall = [=](System& system, SimTime now) { system.exchange(now, battery, other); },
            .event = {.kind = EventKind::BatteryExchanged,
                      .battery = number,
                      .value = other.battery.capacity_ah,
                      .unit = "Ah",
                      .text = "Battery " + std::to_string(number) + " is exchanged for one of " +
                              shortest(other.battery.capacity_ah) + " Ah at " +
                              shortest(other.soc_pct) + " %"}};
}

Fault chain(ChainState state) {
    const bool is_open = state == ChainState::Open;
    return {.befall = [=](System& system, SimTime) { system.bms().set_chain_open(is_open); },
            .event = {.kind = is_open ? EventKind::ChainOpened : EventKind::ChainClosed,
                      .text = is_open ? "The chain of the batteries is open"
                                      : "The chain of the batteries is closed again"}};
}

/// "5 % of the frames are lost, and the others 0.2 s to 0.5 s late".
std::string fate_of_frames(const LinkEntry& link) {
    const SimTime latest = link.delay + link.jitter;
    const bool is_late = latest > SimTime{0};
    if (link.drop_pct >= 100.0) {
        return "every frame is lost";
    }
    if (link.drop_pct <= 0.0 && !is_late) {
        return "no frame is lost or late";
    }
    const std::string late = (link.jitter > SimTime{0} ? in_seconds(link.delay) + " to " : "") +
                             in_seconds(latest) + " late";
    if (link.drop_pct <= 0.0) {
        return "every frame is " + late + ", and none is lost";
    }
    return shortest(link.drop_pct) + " % of the frames are lost" +
           (is_late ? ", and the others " + late : ", and none is late");
}

Fault link(const LinkEntry& link) {
    const models::LinkQuality quality{.lost_share = link.drop_pct / 100.0,
                                      .delay_ticks = ticks_of(link.delay),
                                      .jitter_ticks = ticks_of(link.jitter)};
    return {.befall = [=](System& system, SimTime) { system.bms().link().set_quality(quality); },
            .event = {.kind = EventKind::LinkChanged,
                      .value = link.drop_pct,
                      .unit = "%",
                      .text = "From now on " + fate_of_frames(link)}};
}

Fault hardware_fault(bool is_broken) {
    return {.befall = [=](System& system, SimTime) { system.bms().set_hardware_fault(is_broken); },
            .event = {.kind = is_broken ? EventKind::HardwareFault : EventKind::HardwareFaultOver,
                      .device = "bms",
                      .text = is_broken ? "The self test of the BMS fails"
                                        : "The self test of the BMS passes again"}};
}

Fault short_circuit(const std::string& name, std::size_t device, bool is_shorted) {
    return {.befall = [=](System& system, SimTime) { system.set_shorted(device, is_shorted); },
            .event = {.kind = is_shorted ? EventKind::ShortCircuit : EventKind::ShortCircuitOver,
                      .device = name,
                      .text = name + (is_shorted ? " is shorted" : " is not shorted any more")},
            .is_felt_at_once = true};
}

Fault start_assist(const std::string& name, std::size_t device) {
    return {.befall = [=](System& system, SimTime now) { system.assist_start(device, now); },
            .event = {.kind = EventKind::StartAssist,
                      .device = name,
                      .text = "The start assist of " + name + " is pressed"},
            .is_felt_at_once = true};
}

Fault detect_anew() {
    return {.befall = [](System& system, SimTime) { system.bms().detect_anew(); },
            .event = {.kind = EventKind::DetectsAnew,
                      .device = "bms",
                      .text = "The BMS detects its batteries anew"}};
}

}  // namespace

std::vector<Fault> faults_of(const ScenarioEvent& event, const Scenario& scenario) {
    std::vector<Fault> faults;
    const auto battery = static_cast<std::size_t>(event.battery.value_or(1) - 1);
    if (event.gone) {
        faults.push_back(gone_or_back(battery, *event.gone));
    }
    if (event.disconnected) {
        faults.push_back(lead(battery, *event.disconnected));
    }
    if (event.exchanged_for) {
        faults.push_back(exchange(battery, *event.exchanged_for));
    }
    if (event.chain) {
        faults.push_back(chain(*event.chain));
    }
    if (event.link) {
        faults.push_back(link(*event.link));
    }
    if (event.hardware_fault) {
        faults.push_back(hardware_fault(*event.hardware_fault));
    }
    if (event.detect_anew) {
        faults.push_back(detect_anew());
    }
    for (const auto& [name, is_shorted] :
         {std::pair{event.short_circuit, true}, std::pair{event.short_circuit_over, false}}) {
        if (name) {
            faults.push_back(short_circuit(*name, *scenario.device_named(*name), is_shorted));
        }
    }
    if (event.start_assist) {
        faults.push_back(
            start_assist(*event.start_assist, *scenario.device_named(*event.start_assist)));
    }
    for (Fault& fault : faults) {
        fault.event.cause = name_of(Cause::Scenario);
    }
    return faults;
}

}  // namespace engine
