package com.blossomer.gtm.content;

import java.net.InetAddress;

/** A block of addresses, such as {@code 10.0.0.0/8}. Blocks hold addresses of their own family only. */
final class Network {

    private final byte[] address;
    private final int prefix;

    private Network(byte[] address, int prefix) {
        this.address = address;
        this.prefix = prefix;
    }

    /**
     * Reads CIDR notation; an address alone means just that one.
     *
     * @throws IllegalArgumentException naming the text, when it is none
     */
    static Network parse(String cidr) {
        String[] parts = cidr.split("/", -1);
        try {
            byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
            int prefix = parts.length == 1 ? address.length * 8 : Integer.parseInt(parts[1]);
            if (parts.length > 2 || prefix < 0 || prefix > address.length * 8) {
                throw new IllegalArgumentException("prefix out of range");
            }
            return new Network(address, prefix);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + cidr + "\" is not a network; write it like 10.0.0.0/8 or fd00::/8", e);
        }
    }

    boolean contains(InetAddress candidate) {
        byte[] other = candidate.getAddress();
        if (other.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
