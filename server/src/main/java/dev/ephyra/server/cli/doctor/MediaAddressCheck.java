package dev.ephyra.server.cli.doctor;

import dev.ephyra.notify.lane.AddressFilter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether browsers can reach media by the address they are told. It is only reasoned about: what lies between the machine
 * and a browser cannot be seen from here. Immutable.
 *
 * @param announced the address that clients are told
 * @param listenOn the local address of the ports
 * @param httpIp the local address of REST and sockets
 * @param own the addresses of this machine
 */
record MediaAddressCheck(InetAddress announced, InetAddress listenOn, InetAddress httpIp, Set<InetAddress> own) {
    private static final String WHAT = "media address";
    private static final String ANNOUNCE = "set FJ_WEBRTC_TURN_IP to the address by which browsers reach this machine";
    private static final AddressFilter ANY_ADDRESS = new AddressFilter(false);
    private static final AddressFilter PUBLIC_ADDRESS = new AddressFilter(true);

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(announcement());
        if (listenOn.isLoopbackAddress() && !announced.isLoopbackAddress()) {
            findings.add(Finding.warn(
                    WHAT,
                    "media listen on " + text(listenOn) + ", where only this machine reaches them, and "
                            + text(announced) + " is announced",
                    "set FJ_WEBRTC_TURN_LISTEN_IP to 0.0.0.0 or to an address of this machine"));
        }
        if (announced instanceof Inet6Address) {
            findings.add(Finding.warn(
                    WHAT,
                    "with an IPv6 address there is no TURN, which clients of the JSON dialect need",
                    "announce an IPv4 address"));
        }
        return findings;
    }

    private Finding announcement() {
        Optional<String> never = ANY_ADDRESS.refusal(announced.getAddress());
        if (never.isPresent()) {
            return Finding.fail(WHAT, text(announced) + " is announced, which is " + never.get(), ANNOUNCE);
        }
        Optional<InetAddress> better =
                own.stream().filter(MediaAddressCheck::isPublic).findFirst();
        if (announced.isLoopbackAddress()) {
            boolean isForThisMachine = httpIp.isLoopbackAddress() && listenOn.isLoopbackAddress();
            return isForThisMachine
                    ? Finding.ok(WHAT, text(announced) + ": for browsers on this machine")
                    : Finding.warn(
                            WHAT,
                            text(announced) + " is announced, so browsers elsewhere join and have no media",
                            ANNOUNCE);
        } else if (!isPublic(announced) && better.isPresent()) {
            return Finding.warn(
                    WHAT,
                    text(announced) + " is announced, which is not public, and this machine has " + text(better.get()),
                    "set FJ_WEBRTC_TURN_IP=" + text(better.get()) + " if browsers come over the Internet");
        }
        String whose = own.contains(announced)
                ? " is an address of this machine"
                : " is no address of this machine: whatever has it must forward the ports of media under their numbers";
        return Finding.ok(WHAT, text(announced) + whose);
    }

    private static boolean isPublic(InetAddress address) {
        return PUBLIC_ADDRESS.refusal(address.getAddress()).isEmpty();
    }

    private static String text(InetAddress address) {
        return address.getHostAddress();
    }
}
