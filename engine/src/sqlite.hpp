#pragma once
// SQLite as the store and its reader use it. Private to them.

#include "engine/store.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sqlite3.h>

namespace engine {

struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using DatabaseHandle = std::unique_ptr<sqlite3, CloseDatabase>;
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

/// `told_as`: the file in an error, if it is not the one that the user knows.
inline DatabaseHandle open_database(const std::string& path, int flags,
                                    const std::string& told_as = {}) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    DatabaseHandle handle{raw};
    if (code != SQLITE_OK) {
        throw StoreError((told_as.empty() ? path : told_as) + ": " +
                         (raw != nullptr ? sqlite3_errmsg(raw) : "out of memory"));
    }
    return handle;
}

/// One prepared statement; values are bound in order by `run`.
class Statement {
  public:
    Statement(sqlite3* database, const std::string& sql) : database_{database} {
        sqlite3_stmt* raw = nullptr;
        if (sqlite3_prepare_v2(database, sql.c_str(), -1, &raw, nullptr) != SQLITE_OK) {
            throw StoreError(std::string{"result file: "} + sqlite3_errmsg(database));
        }
        handle_.reset(raw);
    }
    template <class... Values>
    void run(const Values&... values) {
        int place = 0;
        (bind(++place, values), ...);
        run_bound();
    }
    /// The same with values that are bound one by one, by `bind`.
    void run_bound() {
        if (sqlite3_step(handle_.get()) != SQLITE_DONE) {
            throw StoreError(std::string{"result file: "} + sqlite3_errmsg(database_));
        }
        sqlite3_reset(handle_.get());
    }
    /// Next row of a query.
    bool step() {
        const int code = sqlite3_step(handle_.get());
        if (code != SQLITE_ROW && code != SQLITE_DONE) {
            throw StoreError(std::string{"result file: "} + sqlite3_errmsg(database_));
        }
        return code == SQLITE_ROW;
    }
    std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
    std::optional<double> real(int column) const {
        return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL
                   ? std::nullopt
                   : std::optional{sqlite3_column_double(handle_.get(), column)};
    }
    std::string text(int column) const {
        const auto* bytes = sqlite3_column_text(handle_.get(), column);
        return bytes == nullptr ? std::string{} : reinterpret_cast<const char*>(bytes);
    }

    /// Places count from 1.
    void bind(int place, double value) { sqlite3_bind_double(handle_.get(), place, value); }
    void bind(int place, std::int64_t value) { sqlite3_bind_int64(handle_.get(), place, value); }
    void bind(int place, std::string_view value) {
        sqlite3_bind_text(handle_.get(), place, value.data(), static_cast<int>(value.size()),
                          SQLITE_TRANSIENT);
    }
    void bind(int place, std::nullptr_t) { sqlite3_bind_null(handle_.get(), place); }
    template <class T>
    void bind(int place, const std::optional<T>& value) {
        if (value) {
            bind(place, *value);
        } else {
            bind(place, nullptr);
        }
    }

  private:
    sqlite3* database_;
    StatementHandle handle_;
};

/// Whether a database carries our application_id; what is no database does not.
inline bool is_ours(sqlite3* database) {
    try {
        Statement query{database, "PRAGMA application_id"};
        return query.step() && query.integer(0) == application_id;
    } catch (const StoreError&) {
        return false;
    }
}

}  // namespace engine
