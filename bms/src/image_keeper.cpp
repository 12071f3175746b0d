#include "bms/image_keeper.hpp"

#include <algorithm>

namespace bms {

namespace {

/// What opens LOAD and is not seen again at once after a power cut: the voltage recovers without a
/// load, the charge in the last image is that of hours ago, an update does not fail twice.
constexpr ConditionSet latches = [] {
    ConditionSet set;
    for (const Condition latch : {Condition::LowCell, Condition::LowBankVoltage,
                                  Condition::DischargeFloor, Condition::UpdateFailed}) {
        set.insert(latch);
    }
    return set;
}();

}  // namespace

MustStore::MustStore(const Core& core, const BankView& view)
    : protection{core.protection().memory()},
      settings{core.settings()},
      set{view.in_service()},
      bluetooth_enabled{static_cast<std::uint8_t>(core.bluetooth().is_enabled())} {}

bool MustStore::is_chosen(const Core& core, const BankView& view) const {
    const ProtectionMemory now = core.protection().memory();
    return protection.mode == now.mode && protection.update == now.update &&
           settings == core.settings() && set == view.in_service() &&
           (bluetooth_enabled != 0) == core.bluetooth().is_enabled();
}

bool MustStore::is(const Core& core, const BankView& view) const {
    return protection.active == core.protection().active() && is_chosen(core, view);
}

ImageKeeper::ImageKeeper(const Recovered& found, const Core& core, const BankView& view)
    : last_{core, view},
      next_sequence_{found.next_sequence},
      next_slot_{found.next_slot},
      is_lost_{static_cast<std::uint8_t>(found.recovery == Recovery::Lost)},
      is_first_{static_cast<std::uint8_t>(found.recovery == Recovery::FirstStart)} {}

void ImageKeeper::accept_loss() {
    is_lost_ = 0;
    is_first_ = 1;
}

/// How old the last image may become as things stand.
Ticks ImageKeeper::wait(const Core& core, const BankView& view) const {
    if (is_first_ != 0) {
        return {0};
    }
    return last_.is(core, view) ? interval : patience;
}

std::uint32_t ImageKeeper::pressing_latches(const Core& core) const {
    const std::uint32_t stored = last_.protection.active.bits;
    return core.protection().active().bits & latches.bits & ~stored & ~pressed_;
}

bool ImageKeeper::is_due(const Core& core, const BankView& view) const {
    if (is_lost()) {
        return false;
    }
    const bool is_wanted = spare_ > 0 && !last_.is_chosen(core, view);
    return is_wanted || pressing_latches(core) != 0 || age_ >= wait(core, view);
}

std::optional<Ticks> ImageKeeper::next_deadline(const Core& core, const BankView& view) const {
    if (is_lost()) {
        return std::nullopt;
    }
    const Ticks due = wait(core, view);
    return Ticks{age_ < due ? due.count - age_.count : 1};
}

NextImage ImageKeeper::take(const Core& core, const BankView& view) {
    const NextImage next{.stored = {.memory = core.memory(), .set = view.in_service()},
                         .sequence = next_sequence_,
                         .slot = next_slot_};
    const std::uint32_t pressing = pressing_latches(core);
    if (age_ >= patience) {
        pressed_ = 0;
        spare_ = static_cast<std::uint8_t>(std::min(spare_ + 1, int{most_spare}));
    } else if (pressing != 0) {
        pressed_ |= pressing;
    } else if (spare_ > 0) {
        --spare_;
    }
    last_ = MustStore{core, view};
    age_ = {};
    ++next_sequence_;
    ++writes_;
    next_slot_ ^= 1U;
    is_first_ = 0;
    return next;
}

}  // namespace bms
