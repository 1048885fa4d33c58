// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {CarbonStaking} from "../src/CarbonStaking.sol";
import {ZeroAddress, ZeroAmount} from "../src/Errors.sol";
import {HookedToken} from "./support/Hostile.sol";
import {Platform} from "./support/Platform.sol";
import {bound, vm} from "./support/Test.sol";

contract CarbonStakingTest is Platform {
    function setUp() public override {
        super.setUp();
        fund(alice, 100e18);
        fund(bob, 100e18);
    }

    function test_refusesATokenOfZero() public {
        vm.expectRevert(ZeroAddress.selector);
        new CarbonStaking(IERC20(address(0)), COOLDOWN);
    }

    // Staking

    function test_stakesAndVotesForOneself() public {
        vm.expectEmit(address(staking));
        emit IVotes.DelegateChanged(alice, address(0), alice);
        vm.expectEmit(address(staking));
        emit IVotes.DelegateVotesChanged(alice, 0, 40e18);
        vm.expectEmit(address(staking));
        emit CarbonStaking.Staked(alice, 40e18, 40e18);
        stake(alice, 40e18);
        stake(alice, 10e18);
        assertPosition(alice, 50e18, 0, 0);
        vm.assertEq(staking.getVotes(alice), 50e18);
        vm.assertEq(staking.totalStaked(), 50e18);
        vm.assertEq(token.balanceOf(address(staking)), 50e18);
        vm.assertEq(token.balanceOf(alice), 50e18);
    }

    function test_refusesToStakeNothingOrMoreThanWasApproved() public {
        vm.expectRevert(ZeroAmount.selector);
        stake(alice, 0);
        vm.prank(alice);
        token.approve(address(staking), 5);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, staking, 5, 6));
        stake(alice, 6);
        vm.assertEq(staking.getVotes(alice), 0);
    }

    function test_refusesToStakeMoreThanIsHeld() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, 100e18, 101e18));
        stake(alice, 101e18);
        assertPosition(alice, 0, 0, 0);
    }

    function test_whatIsNotStakedGivesNoVotes() public {
        vm.prank(alice);
        token.transfer(address(staking), 50e18);
        vm.assertEq(staking.getVotes(alice), 0);
        vm.assertEq(staking.totalStaked(), 0);
        vm.expectRevert(abi.encodeWithSelector(CarbonStaking.InsufficientStake.selector, 0, 1));
        unstake(alice, 1);
    }

    // Unstaking

    function test_unstakingTakesTheVotesNowAndPaysLater() public {
        stake(alice, 50e18);
        vm.expectEmit(address(staking));
        emit CarbonStaking.UnstakeStarted(alice, 20e18, 30e18, 20e18, START + COOLDOWN);
        unstake(alice, 20e18);
        assertPosition(alice, 30e18, 20e18, START + COOLDOWN);
        vm.assertEq(staking.getVotes(alice), 30e18);
        vm.assertEq(token.balanceOf(alice), 50e18);
        vm.warp(START + COOLDOWN - 1);
        vm.expectRevert(abi.encodeWithSelector(CarbonStaking.StillCooling.selector, START + COOLDOWN));
        claim(alice);
        vm.warp(START + COOLDOWN);
        vm.expectEmit(address(staking));
        emit CarbonStaking.Unstaked(alice, 20e18);
        claim(alice);
        assertPosition(alice, 30e18, 0, 0);
        vm.assertEq(token.balanceOf(alice), 70e18);
        vm.expectRevert(CarbonStaking.NothingCooling.selector);
        claim(alice);
    }

    function test_refusesToUnstakeNothingOrMoreThanIsStaked() public {
        stake(alice, 50e18);
        vm.expectRevert(ZeroAmount.selector);
        unstake(alice, 0);
        vm.expectRevert(abi.encodeWithSelector(CarbonStaking.InsufficientStake.selector, 50e18, 50e18 + 1));
        unstake(alice, 50e18 + 1);
        unstake(alice, 50e18);
        vm.expectRevert(abi.encodeWithSelector(CarbonStaking.InsufficientStake.selector, 0, 1));
        unstake(alice, 1);
    }

    function test_anotherUnstakeBeginsTheOneCooldownAnew() public {
        stake(alice, 50e18);
        unstake(alice, 20e18);
        vm.warp(START + COOLDOWN - 1);
        unstake(alice, 1);
        assertPosition(alice, 30e18 - 1, 20e18 + 1, START + 2 * uint256(COOLDOWN) - 1);
        vm.warp(START + COOLDOWN);
        vm.expectRevert(
            abi.encodeWithSelector(CarbonStaking.StillCooling.selector, START + 2 * uint256(COOLDOWN) - 1)
        );
        claim(alice);
    }

    function test_whatHasCooledDownIsNeverLockedAgain() public {
        stake(alice, 50e18);
        unstake(alice, 20e18);
        vm.warp(START + COOLDOWN);
        vm.expectEmit(address(staking));
        emit CarbonStaking.Unstaked(alice, 20e18);
        vm.expectEmit(address(staking));
        emit CarbonStaking.UnstakeStarted(alice, 5e18, 25e18, 5e18, START + 2 * uint256(COOLDOWN));
        unstake(alice, 5e18);
        assertPosition(alice, 25e18, 5e18, START + 2 * uint256(COOLDOWN));
        vm.assertEq(token.balanceOf(alice), 70e18);
    }

    function test_nobodyCanTouchTheCooldownOfAnother() public {
        stake(alice, 50e18);
        unstake(alice, 20e18);
        vm.warp(START + 1 days);
        stake(bob, 50e18);
        unstake(bob, 50e18);
        vm.prank(bob);
        token.transfer(address(staking), 1e18);
        vm.prank(bob);
        staking.delegate(alice);
        assertPosition(alice, 30e18, 20e18, START + COOLDOWN);
        vm.warp(START + COOLDOWN);
        vm.expectRevert(abi.encodeWithSelector(CarbonStaking.StillCooling.selector, START + 1 days + COOLDOWN));
        claim(bob);
        claim(alice);
        vm.assertEq(token.balanceOf(alice), 70e18);
    }

    function test_stakingAgainDoesNotMoveTheCooldown() public {
        stake(alice, 50e18);
        unstake(alice, 20e18);
        vm.warp(START + 1 days);
        stake(alice, 10e18);
        assertPosition(alice, 40e18, 20e18, START + COOLDOWN);
    }

    function test_withNoCooldownTheClaimIsOpenAtOnce() public {
        staking = new CarbonStaking(token, 0);
        vm.prank(alice);
        token.approve(address(staking), 10e18);
        stake(alice, 10e18);
        unstake(alice, 10e18);
        claim(alice);
        vm.assertEq(token.balanceOf(alice), 100e18);
    }

    function test_aPausedTokenHoldsBackPayments() public {
        stake(alice, 50e18);
        unstake(alice, 50e18);
        vm.warp(START + COOLDOWN);
        vm.prank(pauser);
        token.pause();
        vm.expectRevert(Pausable.EnforcedPause.selector);
        claim(alice);
        vm.prank(pauser);
        token.unpause();
        claim(alice);
        vm.assertEq(token.balanceOf(alice), 100e18);
    }

    // Votes

    function test_delegatesToAnotherAndBack() public {
        stake(alice, 50e18);
        vm.prank(alice);
        staking.delegate(bob);
        vm.assertEq(staking.getVotes(alice), 0);
        vm.assertEq(staking.getVotes(bob), 50e18);
        stake(alice, 10e18);
        vm.assertEq(staking.getVotes(bob), 60e18);
        unstake(alice, 25e18);
        vm.assertEq(staking.getVotes(bob), 35e18);
        vm.prank(alice);
        staking.delegate(alice);
        vm.assertEq(staking.getVotes(alice), 35e18);
        vm.assertEq(staking.getVotes(bob), 0);
    }

    function test_aDelegateCanVoteWithButNotTakeTheStake() public {
        stake(alice, 50e18);
        vm.prank(alice);
        staking.delegate(bob);
        vm.expectRevert(abi.encodeWithSelector(CarbonStaking.InsufficientStake.selector, 0, 50e18));
        unstake(bob, 50e18);
        vm.expectRevert(CarbonStaking.NothingCooling.selector);
        claim(bob);
    }

    function test_aDelegateDoesNotPassOnWhatItWasGiven() public {
        stake(alice, 50e18);
        stake(bob, 10e18);
        vm.prank(alice);
        staking.delegate(bob);
        vm.prank(bob);
        staking.delegate(stranger);
        vm.assertEq(staking.getVotes(bob), 50e18);
        vm.assertEq(staking.getVotes(stranger), 10e18);
    }

    function test_delegatingToNobodyMeansToOneself() public {
        stake(alice, 50e18);
        vm.prank(alice);
        staking.delegate(bob);
        vm.prank(alice);
        staking.delegate(address(0));
        vm.assertEq(staking.delegates(alice), alice);
        vm.assertEq(staking.getVotes(alice), 50e18);
    }

    function test_aDelegateChosenBeforeTheFirstStakeIsKept() public {
        vm.prank(alice);
        staking.delegate(bob);
        stake(alice, 50e18);
        vm.assertEq(staking.getVotes(alice), 0);
        vm.assertEq(staking.getVotes(bob), 50e18);
    }

    function test_pastVotesAreThoseOfTheirBlock() public {
        stake(alice, 50e18);
        vm.roll(1_010);
        unstake(alice, 20e18);
        vm.roll(1_020);
        vm.assertEq(staking.getPastVotes(alice, 999), 0);
        vm.assertEq(staking.getPastVotes(alice, 1_000), 50e18);
        vm.assertEq(staking.getPastVotes(alice, 1_009), 50e18);
        vm.assertEq(staking.getPastVotes(alice, 1_010), 30e18);
        vm.assertEq(staking.getPastTotalSupply(1_009), 50e18);
        vm.assertEq(staking.getPastTotalSupply(1_010), 30e18);
        vm.expectRevert(abi.encodeWithSelector(Votes.ERC5805FutureLookup.selector, 1_020, 1_020));
        staking.getPastVotes(alice, 1_020);
    }

    function test_stakeAndUnstakeInOneBlockLeavesNoVotesBehind() public {
        stake(alice, 50e18);
        unstake(alice, 50e18);
        vm.roll(1_001);
        vm.assertEq(staking.getPastVotes(alice, 1_000), 0);
        vm.assertEq(staking.getPastTotalSupply(1_000), 0);
    }

    function test_aSignedDelegationServesOnceAndHereOnly() public {
        stake(alice, 50e18);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, delegationDigest(bob, 0, START, block.chainid + 1));
        staking.delegateBySig(bob, 0, START, v, r, s);
        vm.assertEq(staking.getVotes(bob), 0, "a signature of another chain moved alice's votes");
        (v, r, s) = vm.sign(ALICE_KEY, delegationDigest(bob, 0, START, block.chainid));
        staking.delegateBySig(bob, 0, START, v, r, s);
        vm.assertEq(staking.getVotes(bob), 50e18);
        vm.expectRevert();
        staking.delegateBySig(bob, 0, START, v, r, s);
    }

    // Hostile tokens

    function test_aTokenThatCallsBackFindsTheDoorShut() public {
        HookedToken hooked = new HookedToken();
        CarbonStaking victim = new CarbonStaking(hooked, 0);
        hooked.mint(alice, 100e18);
        vm.startPrank(alice);
        hooked.approve(address(victim), 100e18);
        victim.stake(50e18);
        victim.unstake(50e18);
        hooked.hook(address(victim), abi.encodeCall(CarbonStaking.claim, ()));
        victim.claim();
        vm.stopPrank();
        vm.assertTrue(hooked.tried());
        vm.assertEq(bytes32(hooked.answer()), bytes32(ReentrancyGuard.ReentrancyGuardReentrantCall.selector));
        vm.assertEq(hooked.balanceOf(alice), 100e18);
    }

    function testFuzz_theWholeWayGivesBackWhatWentIn(uint96 staked, uint96 first, uint32 wait) public {
        uint256 amount = bound(staked, 2, 100e18);
        uint256 part = bound(first, 1, amount - 1);
        stake(alice, amount);
        unstake(alice, part);
        vm.warp(START + wait);
        unstake(alice, amount - part);
        vm.assertEq(staking.getVotes(alice), 0);
        vm.assertEq(token.balanceOf(alice), 100e18 - amount + (wait >= COOLDOWN ? part : 0));
        vm.warp(START + uint256(wait) + COOLDOWN);
        claim(alice);
        vm.assertEq(token.balanceOf(alice), 100e18);
        vm.assertEq(token.balanceOf(address(staking)), 0);
    }

    function testFuzz_votesFollowTheStakeWhoeverHoldsThem(uint96 ofAlice, uint96 ofBob, address delegatee) public {
        vm.assume(delegatee != address(0));
        uint256 first = bound(ofAlice, 1, 100e18);
        uint256 second = bound(ofBob, 1, 100e18);
        stake(alice, first);
        stake(bob, second);
        vm.prank(alice);
        staking.delegate(delegatee);
        uint256 elsewhere = delegatee == alice || delegatee == bob ? 0 : staking.getVotes(delegatee);
        vm.assertEq(staking.getVotes(alice) + staking.getVotes(bob) + elsewhere, first + second);
    }

    function fund(address who, uint256 amount) private {
        fundCarbon(who, amount);
        vm.prank(who);
        token.approve(address(staking), type(uint256).max);
    }

    function stake(address who, uint256 amount) private {
        vm.prank(who);
        staking.stake(amount);
    }

    function unstake(address who, uint256 amount) private {
        vm.prank(who);
        staking.unstake(amount);
    }

    function claim(address who) private {
        vm.prank(who);
        staking.claim();
    }

    function assertPosition(address who, uint256 staked, uint256 cooling, uint256 availableAt) private view {
        (uint256 isStaked, uint256 isCooling, uint256 isAvailableAt) = staking.positionOf(who);
        vm.assertEq(isStaked, staked, "staked");
        vm.assertEq(isCooling, cooling, "cooling");
        vm.assertEq(isAvailableAt, availableAt, "availableAt");
    }

    function delegationDigest(address delegatee, uint256 nonce, uint256 expiry, uint256 chainId)
        private
        view
        returns (bytes32)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("EcoCoin CarbonStaking"),
                keccak256("1"),
                chainId,
                address(staking)
            )
        );
        bytes32 message = keccak256(
            abi.encode(
                keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)"), delegatee, nonce, expiry
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }
}
