#pragma once
// Which instructions the cells' arithmetic uses. It changes the speed and not a single bit.

#include <optional>
#include <string_view>

namespace models {

enum class Isa { Baseline, Avx2, Avx512 };

inline constexpr Isa all_isas[] = {Isa::Baseline, Isa::Avx2, Isa::Avx512};

/// `baseline`, `avx2` or `avx512`; anything else: nothing.
std::optional<Isa> isa_named(std::string_view name);
std::string_view name_of(Isa isa);

/// Whether this processor, and the system on it, have it.
bool has_isa(Isa isa);

/// The best that this processor has; BANKTWIN_ISA in the environment names a lesser one. What it
/// names and the processor lacks, or what is no name, is as if it were not there.
Isa fastest_isa();

}  // namespace models
