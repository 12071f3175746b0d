// The inputs of the protection, reduced to what its predicates tell apart.

#include "tests/bms/state_space.hpp"

namespace bms {

Monitor monitor_at(PerMille soc) {
    return Monitor(charged_to(std::int64_t{soc.count} * 1000, rig_capacity));
}

Input input_of(const Settings& settings, const BankSample& sample, PerMille soc) {
    Input input;
    for (std::size_t stage = 0; stage < update_stage_count; ++stage) {
        input.predicates[stage] =
            detect(settings, sample, monitor_at(soc), static_cast<UpdateStage>(stage));
    }
    input.complete = sample.flags.has(Flag::Complete);
    return input;
}

namespace {

constexpr std::array update_events{UpdateEvent::Begin, UpdateEvent::Fail, UpdateEvent::Finish};

/// Many regions look the same to the protection; each is walked once.
void add(std::vector<Input>& inputs, const Input& input) {
    if (std::find(inputs.begin(), inputs.end(), input) == inputs.end()) {
        inputs.push_back(input);
    }
}

BankSample open_chain() {
    BankSample sample = resting_sample();
    sample.flags.set(Flag::ChainOpen);
    return sample;
}

}  // namespace

std::vector<Input> inputs_of_load(const Settings& settings) {
    std::vector<Input> inputs;
    for (const int cell : {2800, 3100, 3150, 3199, 3300}) {
        for (const int bank : {9900, 11'000, 13'200}) {
            for (const int soc : {100, 120, 180, 205, 500}) {
                for (const Flag flag : {Flag::Complete, Flag::Partial}) {
                    BankSample sample = resting_sample();
                    sample.extremes.lowest_cell = {cell};
                    sample.bank_voltage = {bank};
                    sample.flags.set(flag);
                    add(inputs, input_of(settings, sample, PerMille{soc}));
                }
            }
        }
    }
    add(inputs, input_of(settings, BankSample{}));
    add(inputs, input_of(settings, open_chain()));
    Input off = input_of(settings, sample_at(2800));
    off.remote_on = false;
    add(inputs, off);
    return inputs;
}

std::vector<Input> inputs_of_charger(const Settings& settings) {
    std::vector<Input> inputs;
    for (const int cell : {3300, 3599, 3600, 3750}) {
        for (const int coldest : {49, 50, 60}) {
            for (const int warmest : {450, 451, 501}) {
                BankSample sample = resting_sample();
                sample.extremes.highest_cell = {cell};
                sample.extremes.coldest = {coldest};
                sample.extremes.warmest = {warmest};
                add(inputs, input_of(settings, sample));
            }
        }
    }
    add(inputs, input_of(settings, open_chain()));
    Input off = input_of(settings, resting_sample());
    off.remote_on = false;
    add(inputs, off);
    return inputs;
}

std::vector<Input> inputs_of_supply(const Settings& settings) {
    std::vector<Input> inputs;
    for (const int bank : {8900, 13'200, 60'001}) {
        for (const int cell : {2800, 3150, 3300}) {
            for (const bool remote_on : {false, true}) {
                BankSample sample = resting_sample();
                sample.extremes.lowest_cell = {cell};
                sample.bank_voltage = {bank};
                Input input = input_of(settings, sample);
                input.remote_on = remote_on;
                add(inputs, input);
            }
        }
    }
    return inputs;
}

std::vector<Input> inputs_of_flags(const Settings& settings, Flag one, Flag other) {
    std::vector<Input> inputs;
    for (const unsigned bits : {0U, 1U, 2U, 3U}) {
        BankSample sample = resting_sample();
        if ((bits & 1U) != 0) {
            sample.flags.set(one);
        }
        if ((bits & 2U) != 0) {
            sample.flags.set(other);
        }
        Input input = input_of(settings, sample);
        add(inputs, input);
        for (const UpdateEvent event : update_events) {
            input.update = event;
            add(inputs, input);
        }
    }
    return inputs;
}

std::vector<Input> inputs_of_commands(const Settings& settings) {
    std::vector<Input> inputs;
    for (const int cell : {3300, 3750}) {
        BankSample open = sample_at(cell);
        open.flags.set(Flag::ChainOpen);
        add(inputs, input_of(settings, open));
    }
    BankSample silent{.bank_voltage = {9900}, .cells_in_series = 4};
    silent.flags.set(Flag::CurrentUnknown);
    Input unheard = input_of(settings, silent);
    unheard.complete = true;
    add(inputs, unheard);
    for (const int cell : {2800, 3300}) {
        for (const bool remote_on : {false, true}) {
            Input input = input_of(settings, sample_at(cell));
            input.remote_on = remote_on;
            add(inputs, input);
            for (const ModeEvent event : {ModeEvent::SwitchOff, ModeEvent::SwitchOn}) {
                input.mode = event;
                add(inputs, input);
            }
            input.mode.reset();
            for (const UpdateEvent event : update_events) {
                input.update = event;
                add(inputs, input);
            }
        }
    }
    return inputs;
}

std::vector<Input> inputs_of_all_on_load(const Settings& settings) {
    std::vector<Input> inputs;
    for (const int cell : {2800, 3100, 3300}) {
        for (const int soc : {100, 180, 500}) {
            add(inputs, input_of(settings, sample_at(cell), PerMille{soc}));
        }
    }
    BankSample lost = sample_at(2800);
    lost.flags.set(Flag::LinkLost);
    add(inputs, input_of(settings, lost));
    add(inputs, input_of(settings, open_chain()));
    Input off = input_of(settings, sample_at(2800));
    off.remote_on = false;
    add(inputs, off);
    for (const int cell : {2800, 3300}) {
        for (const UpdateEvent event : update_events) {
            Input input = input_of(settings, sample_at(cell));
            input.update = event;
            add(inputs, input);
        }
    }
    return inputs;
}

}  // namespace bms
