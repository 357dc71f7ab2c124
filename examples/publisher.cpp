// A virk-edge hook in C++: publishes one grey test frame 30 times a second, never blocking.
// Build: g++ -std=c++17 -DMSGPACK_NO_BOOST publisher.cpp -lzmq -o publisher
#include <msgpack.hpp>
#include <time.h>
#include <unistd.h>
#include <zmq.h>
#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

static int64_t now_ns(clockid_t clock) {
  timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main() {
  const char* endpoint = getenv("VIRK_EDGE_FEED");
  const std::string camera = "gate-cpp", run = std::to_string(now_ns(CLOCK_REALTIME));
  const int height = 480, width = 640;
  std::vector<uint8_t> pixels(height * width);
  std::set<std::string> subscriptions;
  uint64_t lost = 0;

  void* socket = zmq_socket(zmq_ctx_new(), ZMQ_XPUB);
  auto set = [&](int option, int value) { zmq_setsockopt(socket, option, &value, sizeof value); };
  set(ZMQ_LINGER, 0), set(ZMQ_SNDHWM, 2), set(ZMQ_IMMEDIATE, 1);
  set(ZMQ_XPUB_NODROP, 1), set(ZMQ_RECONNECT_IVL, 200);
  zmq_connect(socket, endpoint ? endpoint : "ipc:///run/virk-edge/feed.sock");

  for (uint64_t seq = 0;; ++seq, usleep(33333)) {
    std::fill(pixels.begin(), pixels.end(), seq % 256);  // your camera and your model go here
    char said[128];
    for (int n; (n = zmq_recv(socket, said, sizeof said, ZMQ_DONTWAIT)) > 0;) {
      const std::string prefix(said + 1, std::min<int>(n, sizeof said) - 1);
      said[0] == 1 ? (void)subscriptions.insert(prefix) : (void)subscriptions.erase(prefix);
    }
    auto wanted = [&](const std::string& topic) {
      return std::any_of(subscriptions.begin(), subscriptions.end(),
                         [&](auto& prefix) { return topic.rfind(prefix, 0) == 0; });
    };
    const int level = seq ? std::min(__builtin_ctzll(seq), 7) : 7;
    const std::string about = camera + "/m/", picture = camera + "/f/" + std::to_string(level) + "/";
    if (!wanted(about) && !wanted(picture)) continue;  // costs no copy

    msgpack::sbuffer header;
    msgpack::packer<msgpack::sbuffer> pack(header);
    pack.pack_map(11);
    auto put = [&](const char* key, auto value) { pack.pack(key), pack.pack(value); };
    put("v", 1), put("camera", camera), put("seq", seq), put("run", run);
    put("t_boot_ns", now_ns(CLOCK_BOOTTIME)), put("t_wall_ns", now_ns(CLOCK_REALTIME));
    put("enc", "gray8"), put("h", height), put("w", width), put("lost", lost);
    pack.pack("pred"), pack.pack_array(1), pack.pack_array(2), pack.pack("cat"), pack.pack(0.9);

    auto send = [&](const std::string& topic, const std::vector<uint8_t>* payload) {
      if (!wanted(topic)) return true;
      // Refused here or not at all: the topic goes first, so a refusal copies nothing.
      if (zmq_send(socket, topic.data(), topic.size(), ZMQ_DONTWAIT | ZMQ_SNDMORE) < 0) return false;
      zmq_send(socket, header.data(), header.size(), ZMQ_DONTWAIT | (payload ? ZMQ_SNDMORE : 0));
      if (payload) zmq_send(socket, payload->data(), payload->size(), ZMQ_DONTWAIT);
      return true;
    };
    if (!send(about, nullptr) || !send(picture, &pixels)) ++lost;
  }
}
