#pragma once
// A result file as somebody else reads it.

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace engine {

/// A database opened by somebody else.
class Database {
  public:
    explicit Database(const std::string& path) { sqlite3_open(path.c_str(), &handle_); }
    ~Database() { sqlite3_close(handle_); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    using Rows = std::vector<std::vector<std::string>>;
    /// Rows as text, "NULL" for null.
    Rows query(const std::string& sql) const {
        Rows rows;
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
            ADD_FAILURE() << sqlite3_errmsg(handle_) << " in " << sql;
            return rows;
        }
        while (sqlite3_step(statement) == SQLITE_ROW) {
            std::vector<std::string>& row = rows.emplace_back();
            for (int i = 0; i < sqlite3_column_count(statement); ++i) {
                const auto* text = sqlite3_column_text(statement, i);
                row.emplace_back(text == nullptr ? "NULL" : reinterpret_cast<const char*>(text));
            }
        }
        sqlite3_finalize(statement);
        return rows;
    }
    std::string one(const std::string& sql) const {
        const Rows rows = query(sql);
        return rows.empty() ? "no row" : rows.front().front();
    }
    std::vector<std::string> column_names(const std::string& table) const {
        std::vector<std::string> names;
        for (const auto& row : query("PRAGMA table_info(" + table + ")")) {
            names.push_back(row[1]);
        }
        return names;
    }
    bool accepts(const std::string& sql) const {
        return sqlite3_exec(handle_, ("SAVEPOINT s; " + sql).c_str(), nullptr, nullptr, nullptr) ==
                   SQLITE_OK &&
               sqlite3_exec(handle_, "ROLLBACK TO s; RELEASE s", nullptr, nullptr, nullptr) ==
                   SQLITE_OK;
    }

  private:
    sqlite3* handle_ = nullptr;
};

}  // namespace engine
