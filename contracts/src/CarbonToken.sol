// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Pausable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Pausable.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ZeroAddress} from "./Errors.sol";

/// @title CARBON, the fungible token of the marketplace
/// @notice ERC-20 with 18 decimals and ERC-2612 permits. One CARBON stands for one tonne of CO2e.
/// @dev The pause is the one switch for everything that moves CARBON: crediting, buying, staking, paying out.
contract CarbonToken is ERC20, ERC20Permit, ERC20Pausable, AccessControl {
    /// @notice May create CARBON. Held by contracts that each have their own proof of why, never by a person.
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");

    /// @notice May stop and resume every movement.
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");

    /// @param admin Grants and revokes roles; it has none of them by itself.
    constructor(address admin) ERC20("EcoCoin Carbon", "CARBON") ERC20Permit("EcoCoin Carbon") {
        if (admin == address(0)) revert ZeroAddress();
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @notice Creates CARBON.
    /// @param to Who receives it.
    /// @param amount In units of 10^-18 CARBON.
    function mint(address to, uint256 amount) external onlyRole(MINTER_ROLE) {
        _mint(to, amount);
    }

    /// @notice Destroys CARBON of the caller. Nobody can do it for somebody else, allowance or not.
    /// @param amount In units of 10^-18 CARBON.
    function burn(uint256 amount) external {
        _burn(_msgSender(), amount);
    }

    /// @notice Stops transfers, minting and burning.
    function pause() external onlyRole(PAUSER_ROLE) {
        _pause();
    }

    /// @notice Resumes them.
    function unpause() external onlyRole(PAUSER_ROLE) {
        _unpause();
    }

    /// @inheritdoc ERC20Pausable
    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Pausable) {
        super._update(from, to, value);
    }
}
