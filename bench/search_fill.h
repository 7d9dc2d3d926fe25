// A history to search in, written straight into the databases of a stopped server: each message sealed and indexed by
// the product's own functions, but without events, thousands in one transaction, and their part of the index by one
// statement.
#pragma once
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace wardroom::bench {

// Words of a made-up language, the n-th about as frequent as 1 / (n + 2), like those of a natural one.
class Vocabulary {
 public:
  explicit Vocabulary(std::size_t size);
  const std::string& word(std::size_t rank) const { return words_.at(rank); }
  const std::string& any(std::mt19937& random) const;
  std::string sentence(std::mt19937& random) const;  // 4 to 20 words
  std::size_t size() const { return words_.size(); }

 private:
  std::vector<std::string> words_;
  std::vector<double> sums_;
};

struct Fill {
  std::filesystem::path data;
  std::filesystem::path key_file;
  int messages = 0;
  int channels = 20;  // public ones, besides as many private
};
// Into the only workspace there is, by its oldest person.
void fill_history(const Fill& fill, const Vocabulary& vocabulary);

}  // namespace wardroom::bench
