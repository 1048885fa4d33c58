// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CarbonParameters} from "../src/CarbonParameters.sol";
import {Platform} from "./support/Platform.sol";
import {vm} from "./support/Test.sol";

/// @dev What each transaction costs, as contracts/gas has it. Isolated: every call is a transaction of its own, with its
/// base fee, its call data and cold storage, as a chain charges it.
/// forge-config: default.isolate = true
contract GasTest is Platform {
    bytes32 private constant REF = keccak256("gas");

    function test_account() public {
        vm.prank(registrar);
        accounts.registerUser(ALICE_USER);
        measured("CarbonAccount", "registerUser");
        link(ALICE_USER, ALICE_KEY);
        measured("CarbonAccount", "linkWallet");
        vm.prank(crediter);
        accounts.creditCarbon(alice, 1e18, REF);
        measured("CarbonAccount", "creditCarbon");
        vm.prank(alice);
        accounts.unlinkWallet(alice);
        measured("CarbonAccount", "unlinkWallet");
    }

    function test_payment() public {
        vm.prank(pricer);
        payment.setPrice(PRICE);
        measured("CarbonPayment", "setPrice");
        vm.deal(alice, 1 ether);
        vm.prank(alice);
        payment.payForCarbonCredits{value: 1 ether}(alice, 1e18);
        measured("CarbonPayment", "payForCarbonCredits");
        vm.deal(alice, 1 ether);
        vm.prank(alice);
        payment.payForOrder{value: 1 ether}(REF, block.timestamp);
        measured("CarbonPayment", "payForOrder");
        vm.prank(confirmer);
        payment.confirmPayment(REF, alice, 1, 1);
        measured("CarbonPayment", "confirmPayment");
        vm.prank(converter);
        payment.convertAndMint(alice, 1, REF);
        measured("CarbonPayment", "convertAndMint");
        vm.prank(treasurer);
        payment.withdrawProceeds();
        measured("CarbonPayment", "withdrawProceeds");
    }

    function test_staking() public {
        fundCarbon(alice, 100e18);
        vm.prank(alice);
        token.approve(address(staking), 100e18);
        measured("CarbonToken", "approve");
        vm.prank(alice);
        token.transfer(bob, 1e18);
        measured("CarbonToken", "transfer");
        vm.prank(alice);
        staking.stake(10e18);
        measured("CarbonStaking", "stake, the first");
        vm.roll(block.number + 1);
        vm.prank(alice);
        staking.stake(10e18);
        measured("CarbonStaking", "stake, another");
        vm.prank(alice);
        staking.delegate(bob);
        measured("CarbonStaking", "delegate");
        vm.prank(alice);
        staking.unstake(20e18);
        measured("CarbonStaking", "unstake");
        vm.warp(block.timestamp + COOLDOWN);
        vm.prank(alice);
        staking.claim();
        measured("CarbonStaking", "claim");
    }

    function test_registry() public {
        openProject(FOREST);
        measured("CreditRegistry", "mintProjectRecord");
        uint256 batch = registry.batchIdOf(FOREST, 2021);
        vm.prank(issuer);
        registry.mint(FOREST, 2021, alice, 10e18, REF, REF);
        measured("CreditRegistry", "mint");
        vm.prank(alice);
        registry.safeTransferFrom(alice, bob, batch, 1e18, "");
        measured("CreditRegistry", "safeTransferFrom");
        vm.prank(alice);
        registry.retire(batch, 1e18, REF, 0, "For the year 2025");
        measured("CreditRegistry", "retire");
        vm.prank(anchorer);
        registry.anchorProof(FOREST, 1, REF);
        measured("CreditRegistry", "anchorProof");
    }

    function test_custody() public {
        register(ALICE_USER);
        link(ALICE_USER, ALICE_KEY);
        openProject(FOREST);
        uint256 batch = issueCredits(FOREST, address(custody), 10, "gas");
        fundCarbon(address(custody), 10e18);
        vm.deal(alice, 2 ether);
        vm.prank(alice);
        (bool sent,) = address(custody).call{value: 1 ether}("");
        vm.assertTrue(sent);
        measured("CarbonCustody", "deposit of ether");
        vm.prank(operator);
        custody.payOut(keccak256("1"), address(0), alice, 1);
        measured("CarbonCustody", "payOut of ether");
        vm.prank(operator);
        custody.payOut(keccak256("2"), address(token), alice, 1);
        measured("CarbonCustody", "payOut of CARBON");
        vm.prank(operator);
        custody.payOutCredits(keccak256("3"), batch, alice, 1);
        measured("CarbonCustody", "payOutCredits");
        vm.prank(operator);
        custody.retireCredits(keccak256("4"), batch, 1, REF, 0, "");
        measured("CarbonCustody", "retireCredits");
    }

    function test_parameters() public {
        CarbonParameters parameters = new CarbonParameters(operator);
        (string[] memory names, uint256[] memory values) = (new string[](1), new uint256[](1));
        (names[0], values[0]) = ("fees/takerBps", 80);
        vm.prank(operator);
        parameters.set(names, values);
        measured("CarbonParameters", "set, the first time");
        vm.prank(operator);
        parameters.set(names, values);
        measured("CarbonParameters", "set, again");
        vm.prank(operator);
        parameters.adopt(REF);
        measured("CarbonParameters", "adopt");
    }

    function measured(string memory group, string memory name) private {
        vm.snapshotGasLastCall(group, name);
    }
}
