// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CarbonStaking} from "../../src/CarbonStaking.sol";
import {CarbonToken} from "../../src/CarbonToken.sol";
import {Platform} from "../support/Platform.sol";
import {bound, vm} from "../support/Test.sol";

/// @dev Four people who stake, unstake, claim, delegate (to each other or nobody) and send tokens astray, as time passes.
contract StakeActions {
    CarbonToken private immutable _token;
    CarbonStaking private immutable _staking;
    address[4] private _people;

    uint256 public astray;
    /// What the people have in all, wherever it is.
    uint256 public constant WHOLE = 4_000e18;

    constructor(CarbonToken token, CarbonStaking staking) {
        (_token, _staking) = (token, staking);
        for (uint256 i = 0; i < 4; ++i) {
            _people[i] = vm.addr(i + 1);
            vm.prank(_people[i]);
            token.approve(address(staking), type(uint256).max);
        }
    }

    function stake(uint256 who, uint256 amount) external {
        address account = _people[who % 4];
        uint256 most = _token.balanceOf(account);
        if (most == 0) return;
        vm.prank(account);
        _staking.stake(bound(amount, 1, most));
    }

    function unstake(uint256 who, uint256 amount) external {
        address account = _people[who % 4];
        (uint256 staked,,) = _staking.positionOf(account);
        if (staked == 0) return;
        vm.prank(account);
        _staking.unstake(bound(amount, 1, staked));
    }

    function claim(uint256 who) external {
        address account = _people[who % 4];
        (, uint256 cooling, uint256 availableAt) = _staking.positionOf(account);
        if (cooling == 0 || availableAt > block.timestamp) return;
        vm.prank(account);
        _staking.claim();
    }

    function delegate(uint256 who, uint256 to) external {
        vm.prank(_people[who % 4]);
        _staking.delegate(to % 5 == 4 ? address(0) : _people[to % 5]);
    }

    function sendAstray(uint256 who, uint256 amount) external {
        address account = _people[who % 4];
        amount = bound(amount, 0, _token.balanceOf(account) / 100);
        vm.prank(account);
        _token.transfer(address(_staking), amount);
        astray += amount;
    }

    function pass(uint256 time) external {
        time = bound(time, 1, 5 days);
        vm.warp(block.timestamp + time);
        vm.roll(block.number + time / 12 + 1);
    }

    function sums() external view returns (uint256 staked, uint256 cooling, uint256 votes, uint256 held) {
        for (uint256 i = 0; i < 4; ++i) {
            (uint256 one, uint256 other,) = _staking.positionOf(_people[i]);
            staked += one;
            cooling += other;
            votes += _staking.getVotes(_people[i]);
            held += _token.balanceOf(_people[i]);
        }
    }
}

contract StakeInvariants is Platform {
    StakeActions private actions;

    function setUp() public override {
        super.setUp();
        actions = new StakeActions(token, staking);
        for (uint256 i = 1; i <= 4; ++i) {
            fundCarbon(vm.addr(i), 1_000e18);
        }
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actions);
    }

    function invariant_whatIsStakedAndCoolingIsThere() external view {
        (uint256 staked, uint256 cooling,,) = actions.sums();
        vm.assertLe(staked, token.balanceOf(address(staking)));
        vm.assertEq(staked + cooling + actions.astray(), token.balanceOf(address(staking)));
    }

    function invariant_votesAddUpToTheStake() external view {
        (uint256 staked,, uint256 votes,) = actions.sums();
        vm.assertEq(votes, staked);
        vm.assertEq(staking.totalStaked(), staked);
    }

    function invariant_nobodyGainsOrLoses() external view {
        (uint256 staked, uint256 cooling,, uint256 held) = actions.sums();
        vm.assertEq(staked + cooling + held + actions.astray(), actions.WHOLE());
    }
}
