// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title The delay between a decision of CarbonGovernor and its effect
/// @notice OpenZeppelin's timelock as it is. The governor needs PROPOSER_ROLE and CANCELLER_ROLE; whoever shall carry out
/// what is due needs EXECUTOR_ROLE, or the zero address has it, and then everybody may.
contract CarbonTimelock is TimelockController {
    /// @param minDelay In seconds.
    /// @param proposers May schedule and cancel.
    /// @param executors May carry out what is due.
    /// @param admin Sets the roles up and should then renounce; zero for none.
    constructor(uint256 minDelay, address[] memory proposers, address[] memory executors, address admin)
        TimelockController(minDelay, proposers, executors, admin)
    {}
}
