// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// Refusals that mean the same in every contract. Declared once, so that a client decodes each by one selector.

/// @notice An amount of zero moves nothing and would only leave a misleading event.
error ZeroAmount();

/// @notice The zero address cannot hold a role, a token or the proceeds.
error ZeroAddress();

/// @notice A reference of zero names nothing.
error ZeroReference();

/// @notice The reference has had its effect already; it never has a second one.
/// @param ref The reference.
error ReferenceUsed(bytes32 ref);
