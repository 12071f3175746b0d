#include "reports/provenance.hpp"

#include "bms/source_hash.hpp"
#include "engine/hash.hpp"
#include "engine/resolved.hpp"
#include "models/isa.hpp"

#include <array>

#include <sqlite3.h>
#include <unistd.h>

namespace reports {

std::string version() {
    return BANKTWIN_VERSION;
}

std::string version_text() {
    return "banktwin " + version() + "\ncore_source_hash " + bms::source_hash() + "\nSQLite " +
           sqlite3_libversion() + "\ncells with " +
           std::string{models::name_of(models::fastest_isa())} + "\n";
}

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

InputHashes input_hashes(const engine::LoadedScenario& loaded) {
    return {.scenario = engine::scenario_hash(loaded),
            .core = bms::source_hash(),
            .catalog = engine::hex(loaded.catalog_hash)};
}

}  // namespace reports
