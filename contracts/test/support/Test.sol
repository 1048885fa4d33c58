// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev A log as vm.getRecordedLogs gives it.
struct RecordedLog {
    bytes32[] topics;
    bytes data;
    address emitter;
}

/// @title The cheatcodes of forge that the tests use
/// @dev forge-std is not in the package registry; forge itself needs nothing but calls of this address.
interface Vm {
    function addr(uint256 privateKey) external pure returns (address);
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function warp(uint256 timestamp) external;
    function roll(uint256 blockNumber) external;
    function chainId(uint256 id) external;
    function deal(address account, uint256 balance) external;
    function load(address target, bytes32 slot) external view returns (bytes32);
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function assume(bool condition) external pure;
    function expectRevert() external;
    function expectRevert(bytes4 selector) external;
    function expectRevert(bytes calldata data) external;
    function expectEmit(address emitter) external;
    function recordLogs() external;
    function getRecordedLogs() external returns (RecordedLog[] memory);
    function snapshotGasLastCall(string calldata group, string calldata name) external returns (uint256);
    function assertTrue(bool condition) external pure;
    function assertTrue(bool condition, string calldata message) external pure;
    function assertFalse(bool condition) external pure;
    function assertEq(uint256 left, uint256 right) external pure;
    function assertEq(uint256 left, uint256 right, string calldata message) external pure;
    function assertEq(address left, address right) external pure;
    function assertEq(bytes32 left, bytes32 right) external pure;
    function assertEq(string calldata left, string calldata right) external pure;
    function assertNotEq(uint256 left, uint256 right) external pure;
    function assertLe(uint256 left, uint256 right) external pure;
    function assertLe(uint256 left, uint256 right, string calldata message) external pure;
    function assertGe(uint256 left, uint256 right) external pure;
    function assertLt(uint256 left, uint256 right) external pure;
}

/// @dev Where forge answers cheatcodes.
Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

/// @dev The address of a person who only sends: the tests never need its key.
function person(string memory name) pure returns (address) {
    return address(uint160(uint256(keccak256(bytes(name)))));
}

/// @dev Folds a fuzzed number into a range, both ends included; numbers inside stay what they are.
function bound(uint256 number, uint256 low, uint256 high) pure returns (uint256) {
    if (number >= low && number <= high) return number;
    uint256 size = high - low + 1;
    return size == 0 ? number : low + (number % size);
}
