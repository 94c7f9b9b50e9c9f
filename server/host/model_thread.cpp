#include "host/model_thread.h"

#include <asio/post.hpp>
#include <chrono>

#include "host/skim.h"
#include "platform/children.h"

namespace host {
namespace {

constexpr std::size_t kSlice =
    64 * 1024;  // fed at a time, so that tasks and stopping do not wait long
constexpr std::chrono::milliseconds kPause{3};

}  // namespace

ModelThread::ModelThread(asio::io_context& io, int rows, int cols, std::size_t scrollback,
                         Callbacks callbacks)
    : io_(io),
      callbacks_(std::make_shared<Callbacks>(std::move(callbacks))),
      model_(rows, cols, scrollback) {
  model_.reply = [this](std::string bytes) { reply(bytes); };
  thread_ = std::thread([this] { work(); });
}

ModelThread::~ModelThread() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void ModelThread::post(std::function<void()> call) {
  asio::post(io_, [alive = std::weak_ptr(callbacks_), call = std::move(call)] {
    if (alive.lock()) call();
  });
}

void ModelThread::reply(std::string_view bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (replies_.size() + bytes.size() > kReplies) return;
    replies_ += bytes;
    if (replies_.size() > bytes.size()) return;  // on its way already
  }
  post([this] {
    std::string all;
    {
      const std::lock_guard lock(mutex_);
      all.swap(replies_);
    }
    callbacks_->on_reply(all);
  });
}

void ModelThread::push(ChunkPtr chunk, bool answers) {
  {
    const std::lock_guard lock(mutex_);
    backlog_ += chunk->data().size();
    items_.emplace_back(Output{std::move(chunk), 0, answers});
    ++pushes_;
    if (backlog_ >= kFull) was_full_ = true;
    // In a flood it looks by itself; waking it for each piece would cost more than the reading.
    if (!idle_ && backlog_ < kSkimAt) return;
  }
  wake_.notify_one();
}

void ModelThread::resize(int rows, int cols) {
  {
    const std::lock_guard lock(mutex_);
    items_.emplace_back(Size{rows, cols});
  }
  wake_.notify_one();
}

void ModelThread::run(Task task) {
  {
    const std::lock_guard lock(mutex_);
    items_.emplace_back(std::move(task));
    ++tasks_;
  }
  wake_.notify_one();
}

bool ModelThread::full() const {
  const std::lock_guard lock(mutex_);
  return was_full_;
}

void ModelThread::work() {
  std::unique_lock lock(mutex_);
  while (wait_for_work(lock)) {
    if (backlog_ >= kFlood && --skims_off_ < 0) skim_backlog(lock);
    do_one(lock);
    tell_room();
  }
}

// In a flood, reading is put off until it pauses: most of it will be skipped.
bool ModelThread::wait_for_work(std::unique_lock<std::mutex>& lock) {
  while (!stop_) {
    if (items_.empty()) {
      if (burst_) platform::trim_memory();
      burst_ = false;
      skims_off_ = 0;
      idle_ = true;
      wake_.wait(lock, [&] { return stop_ || !items_.empty(); });
      idle_ = false;
      continue;
    }
    if (backlog_ < kFlood) return true;
    burst_ = true;
    if (backlog_ >= kSkimAt || tasks_ > 0) return true;
    const std::uint64_t seen = pushes_;
    wake_.wait_for(lock, kPause, [&] { return stop_ || tasks_ > 0 || backlog_ >= kSkimAt; });
    if (pushes_ == seen) return true;
  }
  return false;
}

void ModelThread::skim_backlog(std::unique_lock<std::mutex>& lock) {
  if (!model_.can_skim()) return;
  // Only this thread takes items away, so what is listed here stays while others are added.
  std::vector<ChunkPtr> keep_alive;
  std::vector<std::string_view> chunks;
  for (const Item& item : items_) {
    const auto* output = std::get_if<Output>(&item);
    if (output == nullptr) break;  // a task wants the state at exactly this place
    keep_alive.push_back(output->chunk);
    chunks.push_back(output->chunk->data().substr(output->read));
  }
  lock.unlock();
  const std::size_t keep =
      model_.scrollback().limit() + 2 * static_cast<std::size_t>(model_.rows());
  const Skim cut = skim(chunks, keep);
  if (cut.bytes > 0) model_.skipped(cut.attributes);
  lock.lock();
  if (cut.bytes == 0) skims_off_ = 8;
  std::size_t left = cut.bytes;
  backlog_ -= left;
  while (left > 0) {
    auto& output = std::get<Output>(items_.front());
    const std::size_t size = output.chunk->data().size() - output.read;
    if (size > left) {
      output.read += left;
      break;
    }
    left -= size;
    items_.pop_front();
  }
}

void ModelThread::do_one(std::unique_lock<std::mutex>& lock) {
  if (items_.empty()) return;
  Item& item = items_.front();
  if (auto* output = std::get_if<Output>(&item)) {
    const std::string_view slice = output->chunk->data().substr(output->read, kSlice);
    const ChunkPtr keep = output->chunk;
    const bool answers = output->answers;
    output->read += slice.size();
    backlog_ -= slice.size();
    if (output->read == output->chunk->data().size()) items_.pop_front();
    const bool tell = !change_posted_;
    change_posted_ = true;
    lock.unlock();
    model_.feed(slice, answers);
    if (tell) {
      post([this] {
        {
          const std::lock_guard held(mutex_);
          change_posted_ = false;
        }
        callbacks_->on_changed();
      });
    }
    lock.lock();
    return;
  }
  if (const auto* size = std::get_if<Size>(&item)) {
    const Size wanted = *size;
    items_.pop_front();
    lock.unlock();
    model_.resize(wanted.rows, wanted.cols);
    lock.lock();
    return;
  }
  const Task task = std::move(std::get<Task>(item));
  items_.pop_front();
  --tasks_;
  lock.unlock();
  task(model_);
  lock.lock();
}

void ModelThread::tell_room() {
  if (!was_full_ || backlog_ > kRoom) return;
  was_full_ = false;
  post([this] { callbacks_->on_room(); });
}

}  // namespace host
