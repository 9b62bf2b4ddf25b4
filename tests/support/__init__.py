"""What tests stand on: servers, ports, counts and builders."""
