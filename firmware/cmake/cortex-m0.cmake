# Debian's arm-none-eabi compiler for a Cortex-M0, and the emulator that runs what it builds.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_CXX_FLAGS_INIT
  "-mcpu=cortex-m0 -mthumb -ffreestanding -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-use-cxa-atexit -ffunction-sections -fdata-sections")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nostartfiles -Wl,--gc-sections -specs=nano.specs")
set(CMAKE_CROSSCOMPILING_EMULATOR
  qemu-system-arm -M microbit -nographic -monitor none -serial null
  -semihosting-config enable=on,target=native -kernel)
