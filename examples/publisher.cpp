// A virk-edge hook in C++: a grey test frame 30 times a second, never blocking. On Debian 12:
//   sudo apt install g++ cppzmq-dev libmsgpack-cxx-dev
//   g++ -std=c++17 -DMSGPACK_NO_BOOST publisher.cpp -lzmq -o publisher
#include <unistd.h>
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <msgpack.hpp>
#include <set>
#include <zmq.hpp>

int64_t now_ns(clockid_t clock) {
  timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

struct Header {
  std::string camera, run, enc;
  uint64_t seq, lost;
  int64_t t_boot_ns, t_wall_ns;
  int h, w, v = 1;
  std::vector<std::tuple<std::string, double>> pred = {};
  MSGPACK_DEFINE_MAP(v, camera, seq, run, t_boot_ns, t_wall_ns, enc, h, w, lost, pred)
};

int main() {
  const char* endpoint = std::getenv("VIRK_EDGE_FEED");
  const auto now = zmq::send_flags::dontwait;
  zmq::context_t context;
  zmq::socket_t feed(context, zmq::socket_type::xpub);
  feed.set(zmq::sockopt::linger, 0), feed.set(zmq::sockopt::sndhwm, 2), feed.set(zmq::sockopt::immediate, 1);
  feed.set(zmq::sockopt::xpub_nodrop, 1), feed.set(zmq::sockopt::reconnect_ivl, 200);
  feed.connect(endpoint ? endpoint : "ipc:///run/virk-edge/feed.sock");

  std::set<std::string> prefixes;
  std::vector<uint8_t> pixels(480 * 640);
  Header say{"gate-cpp", std::to_string(now_ns(CLOCK_REALTIME)), "gray8", 0, 0, 0, 0, 480, 640};
  for (;; ++say.seq, usleep(33333)) {
    std::fill(pixels.begin(), pixels.end(), say.seq % 256);  // your camera and your model go here
    say.pred = {{"cat", 0.9}};
    say.t_boot_ns = now_ns(CLOCK_BOOTTIME), say.t_wall_ns = now_ns(CLOCK_REALTIME);
    for (zmq::message_t said; feed.recv(said, zmq::recv_flags::dontwait);) {
      if (said.size() == 0) continue;
      const std::string text = said.to_string(), prefix = text.substr(1);
      text[0] == 1 ? (void)prefixes.insert(prefix) : (void)prefixes.erase(prefix);
    }
    auto send = [&](const std::string& topic, const std::vector<uint8_t>* payload) {
      if (std::none_of(prefixes.begin(), prefixes.end(), [&](auto& p) { return !topic.rfind(p, 0); })) return true;
      msgpack::sbuffer header;
      msgpack::pack(header, say);
      // The topic goes first, so that a refusal copies nothing; what follows it is taken too.
      if (!feed.send(zmq::buffer(topic), now | zmq::send_flags::sndmore)) return false;
      feed.send(zmq::buffer(header.data(), header.size()), payload ? now | zmq::send_flags::sndmore : now);
      if (payload) feed.send(zmq::buffer(*payload), now);
      return true;
    };
    const int level = say.seq ? std::min(__builtin_ctzll(say.seq), 7) : 7;
    const std::string picture = say.camera + "/f/" + std::to_string(level) + "/";
    if (!send(say.camera + "/m/", nullptr) || !send(picture, &pixels)) ++say.lost;
  }
}
