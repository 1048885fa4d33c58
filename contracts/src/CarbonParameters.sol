// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ZeroAddress, ZeroReference} from "./Errors.sol";

/// @title What the votes have decided of things that are no contract's
/// @notice Fees and the parameters of the pricing model are kept by the platform. A proposal changes them by having the
/// timelock set them here: the event is the decision, which the platform follows, and anybody can check it against.
/// @dev No role and no admin: nobody but the timelock ever writes. What a value means, and within which bounds it is taken,
/// is not known here; the platform records what it refuses.
contract CarbonParameters {
    /// @notice What a parameter was set to last.
    struct Parameter {
        uint256 value;
        /// How often it was set; zero for never.
        uint64 version;
    }

    /// @notice The most bytes of a name.
    uint256 public constant MAX_NAME_BYTES = 200;

    /// @notice The only one who sets anything.
    address public immutable timelock;

    mapping(bytes32 key => Parameter) private _parameters;

    /// @notice A parameter was set.
    /// @param key keccak256 of its name.
    /// @param name Such as "fees/takerBps".
    /// @param value A whole number, in the unit of the parameter.
    /// @param version How often it was set by now.
    event ParameterSet(bytes32 indexed key, string name, uint256 value, uint64 version);

    /// @notice A text was decided on that changes no contract and no parameter.
    /// @param textHash keccak256 of the text.
    event TextAdopted(bytes32 indexed textHash);

    /// @notice Somebody else than the timelock.
    error NotTheTimelock(address caller);

    /// @notice No parameter was named, or not as many values were given as names.
    error NamesAndValuesDiffer(uint256 names, uint256 values);

    /// @notice A name is empty or too long.
    error InvalidName(uint256 bytesGiven);

    modifier onlyTimelock() {
        if (msg.sender != timelock) revert NotTheTimelock(msg.sender);
        _;
    }

    /// @param timelock_ Carries out what the governor's proposals decided.
    constructor(address timelock_) {
        if (timelock_ == address(0)) revert ZeroAddress();
        timelock = timelock_;
    }

    /// @notice Sets parameters, all or none.
    /// @param names One or more.
    /// @param values As many.
    function set(string[] calldata names, uint256[] calldata values) external onlyTimelock {
        if (names.length == 0 || names.length != values.length) {
            revert NamesAndValuesDiffer(names.length, values.length);
        }
        for (uint256 i = 0; i < names.length; ++i) {
            uint256 length = bytes(names[i]).length;
            if (length == 0 || length > MAX_NAME_BYTES) revert InvalidName(length);
            bytes32 key = keccak256(bytes(names[i]));
            Parameter storage parameter = _parameters[key];
            parameter.value = values[i];
            parameter.version += 1;
            emit ParameterSet(key, names[i], values[i], parameter.version);
        }
    }

    /// @notice Puts on record that a text was decided on: what a proposal of words alone calls.
    /// @param textHash keccak256 of the text.
    function adopt(bytes32 textHash) external onlyTimelock {
        if (textHash == bytes32(0)) revert ZeroReference();
        emit TextAdopted(textHash);
    }

    /// @notice What a parameter was set to last.
    /// @param name Its name.
    /// @return value Zero if it was never set.
    /// @return version How often it was set.
    function parameterOf(string calldata name) external view returns (uint256 value, uint64 version) {
        Parameter storage parameter = _parameters[keccak256(bytes(name))];
        return (parameter.value, parameter.version);
    }
}
