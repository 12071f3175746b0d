#include "bms/image_keeper.hpp"

namespace bms {

MustStore::MustStore(const Core& core, const BankView& view)
    : protection{core.protection().memory()},
      settings{core.settings()},
      set{view.in_service()},
      bluetooth_enabled{static_cast<std::uint8_t>(core.bluetooth().is_enabled())} {}

bool MustStore::is(const Core& core, const BankView& view) const {
    return protection == core.protection().memory() && settings == core.settings() &&
           set == view.in_service() && (bluetooth_enabled != 0) == core.bluetooth().is_enabled();
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

bool ImageKeeper::is_due(const Core& core, const BankView& view) const {
    if (is_lost()) {
        return false;
    }
    return is_first_ != 0 || age_ >= interval || !last_.is(core, view);
}

std::optional<Ticks> ImageKeeper::next_deadline() const {
    if (is_lost()) {
        return std::nullopt;
    }
    const bool is_due_now = is_first_ != 0 || age_ >= interval;
    return is_due_now ? Ticks{1} : Ticks{interval.count - age_.count};
}

void ImageKeeper::write(const Core& core, const BankView& view, ImageSlots& slots) {
    const Stored now{.memory = core.memory(), .set = view.in_service()};
    encode(now, next_sequence_, slots[next_slot_]);
    last_ = MustStore{core, view};
    age_ = {};
    ++next_sequence_;
    ++writes_;
    next_slot_ ^= 1U;
    is_first_ = 0;
}

}  // namespace bms
