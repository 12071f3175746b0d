#include "models/isa.hpp"

#include "cell_kernel.hpp"

#include <cstdlib>

namespace models {

namespace {

Isa chosen_isa() {
    const char* wanted = std::getenv("BANKTWIN_ISA");
    const std::optional<Isa> named = isa_named(wanted != nullptr ? wanted : "");
    if (named && has_isa(*named)) {
        return *named;
    }
    return has_isa(Isa::Avx512) ? Isa::Avx512 : (has_isa(Isa::Avx2) ? Isa::Avx2 : Isa::Baseline);
}

}  // namespace

std::optional<Isa> isa_named(std::string_view name) {
    for (const Isa isa : all_isas) {
        if (name == name_of(isa)) {
            return isa;
        }
    }
    return std::nullopt;
}

std::string_view name_of(Isa isa) {
    switch (isa) {
        case Isa::Avx2:
            return "avx2";
        case Isa::Avx512:
            return "avx512";
        case Isa::Baseline:
            break;
    }
    return "baseline";
}

bool has_isa(Isa isa) {
    switch (isa) {
        case Isa::Avx2:
            return __builtin_cpu_supports("avx2") != 0;
        case Isa::Avx512:
            return __builtin_cpu_supports("avx512f") != 0 &&
                   __builtin_cpu_supports("avx512dq") != 0 &&
                   __builtin_cpu_supports("avx512vl") != 0;
        case Isa::Baseline:
            break;
    }
    return true;
}

Isa fastest_isa() {
    static const Isa isa = chosen_isa();
    return isa;
}

const CellKernel& kernel_of(Isa isa) {
    switch (isa) {
        case Isa::Avx2:
            return avx2_kernel;
        case Isa::Avx512:
            return avx512_kernel;
        case Isa::Baseline:
            break;
    }
    return baseline_kernel;
}

}  // namespace models
