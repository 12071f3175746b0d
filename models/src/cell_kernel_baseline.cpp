#include "cell_kernel_lanes.hpp"

namespace models {

constexpr CellKernel baseline_kernel = KernelOver<2>::kernel();

}  // namespace models
