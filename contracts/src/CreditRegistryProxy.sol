// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";

/// @title The lasting address of CreditRegistry
/// @notice OpenZeppelin's proxy as it is; the implementation behind it decides who may replace it (UUPS).
contract CreditRegistryProxy is ERC1967Proxy {
    /// @param implementation The first CreditRegistry.
    /// @param initialization The call of initialize(admin); never empty, or anybody could make it.
    constructor(address implementation, bytes memory initialization) ERC1967Proxy(implementation, initialization) {}
}
