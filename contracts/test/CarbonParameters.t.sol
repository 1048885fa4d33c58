// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CarbonGovernor} from "../src/CarbonGovernor.sol";
import {CarbonParameters} from "../src/CarbonParameters.sol";
import {CarbonTimelock} from "../src/CarbonTimelock.sol";
import {ZeroAddress, ZeroReference} from "../src/Errors.sol";
import {Platform} from "./support/Platform.sol";
import {vm} from "./support/Test.sol";

contract CarbonParametersTest is Platform {
    string private constant TAKER = "fees/takerBps";
    bytes32 private constant TAKER_KEY = keccak256(bytes(TAKER));

    CarbonTimelock private timelock;
    CarbonGovernor private governor;
    CarbonParameters private parameters;

    function setUp() public override {
        super.setUp();
        timelock = new CarbonTimelock(2 days, new address[](0), new address[](1), admin);
        governor = new CarbonGovernor(staking, timelock, 5, 50, 10e18, 10);
        give(timelock, "PROPOSER_ROLE", address(governor));
        parameters = new CarbonParameters(address(timelock));
    }

    function test_theTimelockSets() public {
        vm.expectEmit(address(parameters));
        emit CarbonParameters.ParameterSet(TAKER_KEY, TAKER, 80, 1);
        set(one(TAKER), one(80));
        expectParameter(TAKER, 80, 1);
        vm.expectEmit(address(parameters));
        emit CarbonParameters.ParameterSet(TAKER_KEY, TAKER, 0, 2);
        set(one(TAKER), one(0));
        expectParameter(TAKER, 0, 2);
        expectParameter("fees/makerBps", 0, 0);
    }

    function test_setsSeveralTogether() public {
        (string[] memory names, uint256[] memory values) = (new string[](2), new uint256[](2));
        (names[0], names[1]) = (TAKER, "fees/makerBps");
        (values[0], values[1]) = (80, 40);
        set(names, values);
        expectParameter(TAKER, 80, 1);
        expectParameter("fees/makerBps", 40, 1);
    }

    function testFuzz_keepsWhatIsSet(uint256 value, uint8 length) public {
        string memory name = string(new bytes(1 + length % parameters.MAX_NAME_BYTES()));
        set(one(name), one(value));
        expectParameter(name, value, 1);
    }

    function test_nobodyElseSetsOrAdopts() public {
        address[3] memory others = [admin, address(governor), stranger];
        for (uint256 i = 0; i < others.length; ++i) {
            bytes memory refusal = abi.encodeWithSelector(CarbonParameters.NotTheTimelock.selector, others[i]);
            vm.expectRevert(refusal);
            vm.prank(others[i]);
            parameters.set(one(TAKER), one(1));
            vm.expectRevert(refusal);
            vm.prank(others[i]);
            parameters.adopt(TAKER_KEY);
        }
    }

    function test_refusesNothingAndWhatDoesNotFit() public {
        vm.expectRevert(abi.encodeWithSelector(CarbonParameters.NamesAndValuesDiffer.selector, 0, 0));
        set(new string[](0), new uint256[](0));
        vm.expectRevert(abi.encodeWithSelector(CarbonParameters.NamesAndValuesDiffer.selector, 1, 2));
        set(one(TAKER), new uint256[](2));
        vm.expectRevert(abi.encodeWithSelector(CarbonParameters.InvalidName.selector, 0));
        set(one(""), one(1));
        uint256 most = parameters.MAX_NAME_BYTES();
        vm.expectRevert(abi.encodeWithSelector(CarbonParameters.InvalidName.selector, most + 1));
        set(one(string(new bytes(most + 1))), one(1));
    }

    function test_oneBadNameLeavesAllAsItWas() public {
        (string[] memory names, uint256[] memory values) = (new string[](2), new uint256[](2));
        (names[0], values[0]) = (TAKER, 80);
        vm.expectRevert(abi.encodeWithSelector(CarbonParameters.InvalidName.selector, 0));
        set(names, values);
        expectParameter(TAKER, 0, 0);
    }

    function test_adoptsATextOnce_orAgain() public {
        bytes32 text = keccak256("We will plant mangroves.");
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectEmit(address(parameters));
            emit CarbonParameters.TextAdopted(text);
            vm.prank(address(timelock));
            parameters.adopt(text);
        }
        vm.expectRevert(ZeroReference.selector);
        vm.prank(address(timelock));
        parameters.adopt(bytes32(0));
    }

    function test_needsATimelock() public {
        vm.expectRevert(ZeroAddress.selector);
        new CarbonParameters(address(0));
    }

    function test_aProposalThatPassedSetsIt() public {
        vm.startPrank(issuer);
        token.mint(alice, 100e18);
        vm.stopPrank();
        vm.startPrank(alice);
        token.approve(address(staking), 100e18);
        staking.stake(100e18);
        vm.roll(block.number + 1);
        (address[] memory targets, uint256[] memory values, bytes[] memory calls) =
            (new address[](1), new uint256[](1), new bytes[](1));
        targets[0] = address(parameters);
        calls[0] = abi.encodeCall(CarbonParameters.set, (one(TAKER), one(80)));
        uint256 id = governor.propose(targets, values, calls, "Lower the fee");
        vm.roll(block.number + 6);
        governor.castVote(id, 1);
        vm.roll(block.number + 50);
        governor.queue(targets, values, calls, keccak256("Lower the fee"));
        vm.warp(block.timestamp + 2 days);
        governor.execute(targets, values, calls, keccak256("Lower the fee"));
        vm.stopPrank();
        expectParameter(TAKER, 80, 1);
    }

    function set(string[] memory names, uint256[] memory values) private {
        vm.prank(address(timelock));
        parameters.set(names, values);
    }

    function expectParameter(string memory name, uint256 value, uint64 version) private view {
        (uint256 known, uint64 times) = parameters.parameterOf(name);
        vm.assertEq(known, value);
        vm.assertEq(times, version);
    }

    function one(string memory name) private pure returns (string[] memory names) {
        names = new string[](1);
        names[0] = name;
    }

    function one(uint256 value) private pure returns (uint256[] memory values) {
        values = new uint256[](1);
        values[0] = value;
    }
}
