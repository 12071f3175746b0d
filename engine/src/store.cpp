#include "engine/store.hpp"

#include "result_rows.hpp"
#include "store_schema.hpp"

#include <filesystem>

#include <unistd.h>

namespace engine {

struct Store::Database {
    DatabaseHandle handle;
};

Store::Store(const std::string& path)
    : database_{std::make_unique<Database>()},
      path_{path},
      temporary_{path + ".part-" + std::to_string(::getpid())} {
    check_overwrite(path);
    std::error_code error;
    std::filesystem::remove(temporary_, error);
    database_->handle = open_database(temporary_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, path);
    // The file is thrown away unless it is finished, so it needs no journal.
    execute(database_->handle.get(), "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;");
    create_tables(database_->handle.get());
}

Store::~Store() {
    database_.reset();
    if (!temporary_.empty()) {
        std::error_code error;
        std::filesystem::remove(temporary_, error);
    }
}

void Store::finish(const RunRecord& record, const RunResult& result,
                   const std::vector<Finding>& findings) {
    sqlite3* const db = database_->handle.get();
    ResultRows{db, 0}.add(1, record, result, findings, Keep::Samples);
    // Filled at once it costs half of what it does row by row.
    execute(db, samples_index_sql);
    execute(db, "COMMIT");
    database_.reset();
    std::error_code error;
    std::filesystem::rename(temporary_, path_, error);
    if (error) {
        throw StoreError(path_ + ": " + error.message());
    }
    temporary_.clear();
}

}  // namespace engine
